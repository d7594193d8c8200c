package dev.groovebox.sandbox.image.host;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the loader looks for a library that no rpath leads to (ld.so(8)): ldconfig's cache holds what is in the folders
 * of ld.so.conf, so these are looked through in its place, then the loader's own.
 *
 * @param configured by /etc/ld.so.conf and what it includes, in order
 */
record LibraryFolders(List<String> configured) {
    private static final String CONFIGURATION = "/etc/ld.so.conf";

    LibraryFolders {
        configured = List.copyOf(configured);
    }

    static LibraryFolders of(HostFiles files) {
        Set<String> folders = new LinkedHashSet<>();
        read(CONFIGURATION, files, folders, new LinkedHashSet<>());
        return new LibraryFolders(List.copyOf(folders));
    }

    /** The configured folders, then those that every loader for this machine knows (Debian's patch to glibc first). */
    List<String> forMachineOf(ElfFile elf) {
        return Stream.concat(configured.stream(), loadersOwn(elf)).distinct().toList();
    }

    private static Stream<String> loadersOwn(ElfFile elf) {
        return Stream.of(
                "/lib/" + elf.multiarch(), "/usr/lib/" + elf.multiarch(), "/lib64", "/usr/lib64", "/lib", "/usr/lib");
    }

    private static void read(String path, HostFiles files, Set<String> folders, Set<String> open) {
        if (files.find(path).filter(HostNode::isRegular).isEmpty() || !open.add(path)) {
            return;
        }
        for (String line : files.lines(path)) {
            String[] words = line.replaceFirst("#.*", "").strip().split("[\\s,:]+");
            if (words[0].equals("include")) {
                Stream.of(words).skip(1).flatMap(pattern -> matching(pattern, files).stream())
                        .forEach(included -> read(included, files, folders, open));
            } else if (!words[0].equals("hwcap")) {
                Stream.of(words).filter(word -> word.startsWith("/")).forEach(folders::add);
            }
        }
    }

    private static List<String> matching(String pattern, HostFiles files) {
        Path path = Path.of("/etc").resolve(pattern).normalize();
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + path);
        List<String> found = new ArrayList<>(files.list(path.getParent().toString()));
        found.removeIf(file -> !matcher.matches(Path.of(file)));
        return found;
    }
}
