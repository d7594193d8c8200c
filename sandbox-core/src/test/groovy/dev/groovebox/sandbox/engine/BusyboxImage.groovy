package dev.groovebox.sandbox.engine

import dev.groovebox.registry.oci.Descriptor
import dev.groovebox.registry.oci.Digest
import dev.groovebox.registry.oci.MediaTypes
import dev.groovebox.registry.oci.Reference
import dev.groovebox.sandbox.image.ImageStore
import dev.groovebox.sandbox.image.NewImage
import dev.groovebox.sandbox.image.layer.StoredLayer
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.storage.EnginePaths
import groovy.transform.CompileStatic

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** An image of one layer with this machine's static busybox, put into an engine's store without building it. */
@CompileStatic
class BusyboxImage {
    static final Path PROGRAM = Path.of('/bin/busybox')
    static final Digest DIFF_ID = Digest.sha256('b' * 64)

    static void addTo(EnginePaths paths, Closure more = { Path layer -> }) {
        Path layer = paths.layer(DIFF_ID.hex())
        ['bin', 'proc', 'sys', 'dev', 'etc', 'root'].each { Files.createDirectories(layer.resolve(it)) }
        Files.createDirectory(layer.resolve('tmp'))
        Files.setPosixFilePermissions(layer.resolve('tmp'), PosixFilePermissions.fromString('rwxrwxrwx'))
        Files.copy(PROGRAM, layer.resolve('bin/busybox'))
        [PROGRAM.toString(), '--list'].execute().text.readLines().findAll { it != 'busybox' }.each {
            Files.createSymbolicLink(layer.resolve("bin/$it"), Path.of('busybox'))
        }
        Files.writeString(layer.resolve('etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nmusician:x:1000:1001::/home/musician:/bin/sh\n')
        Files.writeString(layer.resolve('etc/group'), 'root:x:0:\nband:x:1001:\naudio:x:29:musician\n')
        more.call(layer)
        String config = """{"architecture":"amd64","os":"linux","config":{"Cmd":["sh"],"Env":["FROM_IMAGE=yes"]},
            "rootfs":{"type":"layers","diff_ids":["$DIFF_ID"]}}"""
        StoredLayer stored = new StoredLayer(DIFF_ID, Descriptor.of(MediaTypes.OCI_LAYER, DIFF_ID, 1), 1)
        new ImageStore(paths, new JnaFileCalls()).add(NewImage.of(config.getBytes('UTF-8'), [stored]), [Reference.parse('busybox')])
    }
}
