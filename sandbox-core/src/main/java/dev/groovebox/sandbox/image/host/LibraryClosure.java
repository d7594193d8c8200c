package dev.groovebox.sandbox.image.host;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what the dynamic loader would load for a program, by the loader's own rules (ld.so(8), System V gABI), out of
 * the files alone. LD_LIBRARY_PATH has no part in it: the image's programs won't have it.
 */
final class LibraryClosure {
    /** What glibc opens by name while it runs: name services of releases before 2.34, and the unwinder of pthread_exit. */
    private static final List<String> OPENED_BY_LIBC =
            List.of("libnss_files.so.2", "libnss_dns.so.2", "libgcc_s.so.1");

    private final HostFiles files;
    private final LibraryFolders folders;
    private final Map<String, Optional<ElfFile>> read = new HashMap<>();

    /**
     * @param paths the loader's and the libraries', absolute, links not followed
     * @param missing names of libraries that are nowhere
     */
    record Found(Set<String> paths, List<String> missing) {}

    /** @param by on whose behalf it is loaded; absent for the program itself */
    private record Loaded(String path, ElfFile elf, Optional<Loaded> by) {
        /** The folders in which this one's libraries are looked for first. */
        List<String> searched() {
            List<String> folders = new ArrayList<>();
            if (elf.runpath().isEmpty()) {
                for (Optional<Loaded> one = Optional.of(this); one.isPresent(); one = one.get().by) {
                    folders.addAll(one.get().expanded(one.get().elf.rpath()));
                }
            }
            folders.addAll(expanded(elf.runpath()));
            return folders;
        }

        private List<String> expanded(List<String> paths) {
            return paths.stream().map(this::expand).toList();
        }

        String expand(String path) {
            String origin = path().substring(0, path().lastIndexOf('/'));
            return path.replace("${ORIGIN}", origin).replace("$ORIGIN", origin)
                    .replace("${LIB}", "lib/" + elf.multiarch()).replace("$LIB", "lib/" + elf.multiarch())
                    .replace("${PLATFORM}", elf.platform()).replace("$PLATFORM", elf.platform());
        }
    }

    LibraryClosure(HostFiles files, LibraryFolders folders) {
        this.files = files;
        this.folders = folders;
    }

    /** What the loader reads of a file; empty when it is no program or library for such a machine. */
    Optional<ElfFile> read(HostNode file) throws IOException {
        Optional<ElfFile> known = read.get(file.path());
        if (known == null) {
            known = ElfReader.read(files.real(file.path()));
            read.put(file.path(), known);
        }
        return known;
    }

    /** @param program with no link in its path, for $ORIGIN counts from where it really lies */
    Found of(HostNode program, ElfFile elf) throws IOException {
        Set<String> paths = new LinkedHashSet<>();
        Set<String> names = new HashSet<>();
        List<String> missing = new ArrayList<>();
        elf.interpreter().ifPresent(loader -> {
            paths.add(loader);
            names.add(loader.substring(loader.lastIndexOf('/') + 1));
        });
        Deque<Loaded> open = new ArrayDeque<>(List.of(new Loaded("/" + program.path(), elf, Optional.empty())));
        while (!open.isEmpty()) {
            Loaded next = open.remove();
            for (String name : next.elf.needed()) {
                if (!names.add(name)) {
                    continue;
                }
                locate(name, next).ifPresentOrElse(found -> {
                    found.elf.soname().ifPresent(names::add);
                    paths.add(found.path);
                    open.add(found);
                }, () -> missing.add(name));
            }
            if (next.path.endsWith("/libc.so.6")) {
                openedByLibc(next, names).forEach(found -> {
                    paths.add(found.path);
                    open.add(found);
                });
            }
        }
        return new Found(paths, missing);
    }

    private List<Loaded> openedByLibc(Loaded libc, Set<String> names) throws IOException {
        List<Loaded> found = new ArrayList<>();
        for (String name : OPENED_BY_LIBC) {
            if (names.add(name)) {
                locate(name, libc).ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<Loaded> locate(String name, Loaded by) throws IOException {
        List<String> candidates = name.contains("/")
                ? List.of(by.expand(name))
                : Stream.concat(by.searched().stream(), folders.forMachineOf(by.elf).stream())
                        .map(folder -> folder + "/" + name)
                        .toList();
        for (String path : candidates) {
            Optional<HostNode> file = files.find(path).filter(HostNode::isRegular);
            Optional<ElfFile> elf = file.isPresent() ? read(file.get()) : Optional.empty();
            // A library for another machine is passed over, as the loader does.
            if (elf.filter(library -> library.machine() == by.elf.machine()).isPresent()) {
                return Optional.of(new Loaded(path, elf.get(), Optional.of(by)));
            }
        }
        return Optional.empty();
    }
}
