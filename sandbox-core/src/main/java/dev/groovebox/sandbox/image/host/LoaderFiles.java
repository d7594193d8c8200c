package dev.groovebox.sandbox.image.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the loader reads in /etc, for the libraries that are in a tree. */
final class LoaderFiles {
    private final LibraryFolders folders;
    private final LibraryClosure closure;

    /** @param rank how soon the loader looks into the library's folder */
    private record Ranked(LoaderCache.Library library, int rank) {}

    LoaderFiles(LibraryFolders folders, LibraryClosure closure) {
        this.folders = folders;
        this.closure = closure;
    }

    void addTo(HostTree tree, Collection<String> libraries, HostFiles files) throws IOException {
        List<Ranked> cached = new ArrayList<>();
        for (String path : libraries) {
            ranked(path, files).ifPresent(cached::add);
        }
        cached.sort(Comparator.comparingInt(Ranked::rank));
        tree.text("etc/ld.so.cache", LoaderCache.of(cached.stream().map(Ranked::library).toList()), 0644);
        StringBuilder configuration = new StringBuilder("include /etc/ld.so.conf.d/*.conf\n");
        folders.configured().stream().filter(tree::has).forEach(folder -> configuration.append(folder).append('\n'));
        tree.text("etc/ld.so.conf", configuration.toString().getBytes(StandardCharsets.UTF_8), 0644);
        tree.folder("etc/ld.so.conf.d", 0755);
    }

    /** Empty for a library that only an rpath leads to. */
    private Optional<Ranked> ranked(String path, HostFiles files) throws IOException {
        Optional<HostNode> file = files.find(path);
        Optional<ElfFile> elf = file.isPresent() ? closure.read(file.get()) : Optional.empty();
        if (elf.isEmpty()) {
            return Optional.empty();
        }
        int rank = folders.forMachineOf(elf.get()).indexOf(path.substring(0, path.lastIndexOf('/')));
        return rank < 0
                ? Optional.empty()
                : Optional.of(new Ranked(new LoaderCache.Library(path, elf.get().machine()), rank));
    }
}
