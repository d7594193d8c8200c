package dev.groovebox.spec.threat

import dev.groovebox.registry.oci.Descriptor
import dev.groovebox.registry.oci.Digest
import dev.groovebox.registry.oci.MediaTypes
import dev.groovebox.registry.oci.Reference
import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.image.ImageStore
import dev.groovebox.sandbox.image.NewImage
import dev.groovebox.sandbox.image.layer.StoredLayer
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.storage.EnginePaths
import java.nio.file.Files
import java.nio.file.Path

/**
 * Images as an attacker would make them, put straight into an engine's store: the image "busybox", which also has the
 * intruder, and any with a layer of odd files on top of that.
 */
class CraftedImages {
    private final EnginePaths paths
    private final ImageStore store
    private int made

    CraftedImages(EnginePaths paths) {
        this.paths = paths
        store = new ImageStore(paths, new JnaFileCalls())
        BusyboxImage.addTo(paths) { Path layer ->
            Files.copy(Intruder.PROGRAM, layer.resolve('bin/intruder'))
        }
    }

    /**
     * Adds an image and answers its name.
     *
     * @param config JSON of what the image's configuration says under "config": User, Env, WorkingDir ...
     * @param craft makes the files of its own layer, in the folder it is given
     */
    String add(String config = '{}', Closure craft) {
        def name = "crafted-${++made}".toString()
        def layer = Digest.sha256(made.toString().padLeft(64, 'c'))
        craft.call(Files.createDirectories(paths.layer(layer.hex())))
        def layers = [BusyboxImage.DIFF_ID, layer]
        def document = """{"architecture": "amd64", "os": "linux", "config": $config,
            "rootfs": {"type": "layers", "diff_ids": ["${layers.join('", "')}"]}}"""
        store.add(NewImage.of(document.bytes, layers.collect { stored(it) }), [Reference.parse(name)])
        name
    }

    private static StoredLayer stored(Digest layer) {
        new StoredLayer(layer, Descriptor.of(MediaTypes.OCI_LAYER, layer, 1), 1)
    }
}
