package dev.groovebox.sandbox.linux.seccomp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** The library as a file, so that its version is known without loading it. */
final class LibseccompFile {
    private static final String NAME = "libseccomp.so.2";
    private static final List<Path> FOLDERS = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu"),
            Path.of("/usr/lib/aarch64-linux-gnu"),
            Path.of("/usr/lib64"),
            Path.of("/usr/local/lib"),
            Path.of("/usr/lib"),
            Path.of("/lib"));

    private LibseccompFile() {}

    /** Name with version, size and time of the file that the loader will most likely take. */
    static String identity() throws IOException {
        for (Path folder : FOLDERS) {
            Path link = folder.resolve(NAME);
            if (Files.exists(link)) {
                Path library = link.toRealPath();
                BasicFileAttributes attributes = Files.readAttributes(library, BasicFileAttributes.class);
                return library + " " + attributes.size() + " " + attributes.lastModifiedTime().toMillis();
            }
        }
        return NAME + " elsewhere";
    }
}
