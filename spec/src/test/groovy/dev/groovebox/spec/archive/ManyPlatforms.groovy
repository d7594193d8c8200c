package dev.groovebox.spec.archive

import dev.groovebox.registry.oci.Descriptor
import dev.groovebox.registry.oci.Digests
import dev.groovebox.registry.oci.Index
import dev.groovebox.registry.oci.Manifest
import dev.groovebox.registry.oci.MediaTypes
import dev.groovebox.registry.oci.Platform
import java.nio.file.Files
import java.nio.file.Path

/** A layout "made" with one image, team/app:1, for several processors: each prints for which. All else in them is the same. */
class ManyPlatforms {
    private final Path scratch
    final Path folder

    ManyPlatforms(Path scratch, List<String> architectures) {
        this.scratch = scratch
        folder = scratch.resolve('made')
        OddRoot.sh(scratch, """
            mkdir -p rootfs/bin && cp /bin/busybox rootfs/bin/ && ln -s busybox rootfs/bin/cat && mkdir rootfs/proc rootfs/sys rootfs/dev rootfs/etc
            """)
        def index = Index.EMPTY.withManifests(architectures.collect { image(it) })
        def top = put(MediaTypes.OCI_INDEX, index.write()).withAnnotations([(Descriptor.REF_NAME): 'docker.io/team/app:1'])
        Files.write(folder.resolve('index.json'), Index.EMPTY.withManifests([top]).write())
        Files.writeString(folder.resolve('oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
    }

    private Descriptor image(String architecture) {
        OddRoot.sh(scratch, "echo $architecture > rootfs/etc/built-for; tar -cf layer.tar -C rootfs .; gzip -nkf layer.tar")
        def diffId = Digests.of('sha256', Files.readAllBytes(scratch.resolve('layer.tar')))
        def layer = put(MediaTypes.OCI_LAYER_GZIP, Files.readAllBytes(scratch.resolve('layer.tar.gz')))
        def config = put(MediaTypes.OCI_CONFIG, """{"architecture":"$architecture","os":"linux",
            "config":{"Cmd":["cat","/etc/built-for"],"Env":["PATH=/bin"]},
            "rootfs":{"type":"layers","diff_ids":["$diffId"]}}""".bytes)
        put(MediaTypes.OCI_MANIFEST, Manifest.of(config, [layer]).write()).withPlatform(Platform.parse("linux/$architecture"))
    }

    private Descriptor put(String mediaType, byte[] content) {
        def digest = Digests.of('sha256', content)
        Files.write(Files.createDirectories(folder.resolve('blobs/sha256')).resolve(digest.hex()), content)
        Descriptor.of(mediaType, digest, content.length)
    }

    /** The index's. */
    String getDigest() {
        digest(folder)
    }

    Set<String> blobs() {
        blobs(folder)
    }

    String manifestOf(String architecture) {
        Index.parse(blob(digest)).manifests().find { it.platform().get().architecture() == architecture }.digest().hex()
    }

    String layerOf(String architecture) {
        Manifest.parse(blob(manifestOf(architecture))).layers()[0].digest().hex()
    }

    private byte[] blob(String hex) {
        Files.readAllBytes(folder.resolve("blobs/sha256/$hex"))
    }

    /** Of what a layout lists first. */
    static String digest(Path layout) {
        Index.parse(Files.readAllBytes(layout.resolve('index.json'))).manifests()[0].digest().hex()
    }

    static Set<String> blobs(Path layout) {
        Files.list(layout.resolve('blobs/sha256')).withCloseable { files -> files.collect { it.fileName.toString() } as Set }
    }
}
