package dev.groovebox.sandbox

import java.nio.file.FileVisitResult
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.SimpleFileVisitor
import java.nio.file.attribute.BasicFileAttributes

/**
 * A folder of a spec's own, removed when the spec closes it. Symbolic links in it are removed, never followed: Spock's
 * TempDir goes through them and would remove what is behind. Nothing is removed while something is mounted in it.
 */
class ScratchFolder implements AutoCloseable {
    final Path path = Files.createTempDirectory('groovebox-spec-').toRealPath()

    @Override
    void close() {
        def mounts = Files.readAllLines(Path.of('/proc/self/mountinfo'))*.tokenize(' ')*.get(4)
                .findAll { it == path.toString() || it.startsWith("$path/") }
        assert mounts.empty: 'a spec left mounts in its folder'
        Files.walkFileTree(path, new SimpleFileVisitor<Path>() {
            @Override
            FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Files.delete(file)
                FileVisitResult.CONTINUE
            }

            @Override
            FileVisitResult postVisitDirectory(Path folder, IOException failure) {
                if (failure != null) {
                    throw failure
                }
                Files.delete(folder)
                FileVisitResult.CONTINUE
            }
        })
    }
}
