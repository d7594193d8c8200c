package dev.groovebox.spec.archive

import dev.groovebox.registry.oci.Descriptor
import dev.groovebox.registry.oci.Digests
import dev.groovebox.registry.oci.Index
import dev.groovebox.registry.oci.Manifest
import dev.groovebox.registry.oci.MediaTypes
import dev.groovebox.registry.oci.Platform
import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.operation.ArchiveForm
import dev.groovebox.sandbox.operation.ArchiveInput
import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.sandbox.operation.ArchiveOutput
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.Packing
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.operation.SystemOperation
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.storage.EnginePaths
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.Timeout

/** An archive's index over several platforms stays whole: {@code skopeo copy --all} reads what we write, we read what it writes. */
@Requires(
        value = { System.getProperty('user.name') == 'root' && Files.exists(BusyboxImage.PROGRAM) && Files.isExecutable(Path.of('/usr/bin/skopeo')) },
        reason = 'needs root, a static busybox and skopeo')
@Timeout(60)
class PlatformsSpec extends Specification {
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    EnginePaths paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    @AutoCleanup
    Engine engine = LocalEngine.open(paths)
    Path made = scratch.path.resolve('made')

    def setup() {
        OddRoot.sh(scratch.path, """
            mkdir -p rootfs/bin && cp /bin/busybox rootfs/bin/ && ln -s busybox rootfs/bin/cat && mkdir rootfs/proc rootfs/sys rootfs/dev rootfs/etc
            """)
        def index = Index.EMPTY.withManifests(['amd64', 'arm64', 's390x'].collect { image(it) })
        def top = put(MediaTypes.OCI_INDEX, index.write()).withAnnotations([(Descriptor.REF_NAME): 'docker.io/team/app:1'])
        Files.write(made.resolve('index.json'), Index.EMPTY.withManifests([top]).write())
        Files.writeString(made.resolve('oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
    }

    /** A whole image; all but what is in /etc/built-for is the same. */
    private Descriptor image(String architecture) {
        OddRoot.sh(scratch.path, "echo $architecture > rootfs/etc/built-for; tar -cf layer.tar -C rootfs .; gzip -nkf layer.tar")
        def diffId = Digests.of('sha256', Files.readAllBytes(scratch.path.resolve('layer.tar')))
        def layer = put(MediaTypes.OCI_LAYER_GZIP, Files.readAllBytes(scratch.path.resolve('layer.tar.gz')))
        def config = put(MediaTypes.OCI_CONFIG, """{"architecture":"$architecture","os":"linux",
            "config":{"Cmd":["cat","/etc/built-for"],"Env":["PATH=/bin"]},
            "rootfs":{"type":"layers","diff_ids":["$diffId"]}}""".bytes)
        put(MediaTypes.OCI_MANIFEST, Manifest.of(config, [layer]).write()).withPlatform(Platform.parse("linux/$architecture"))
    }

    private Descriptor put(String mediaType, byte[] content) {
        def digest = Digests.of('sha256', content)
        Files.write(Files.createDirectories(made.resolve('blobs/sha256')).resolve(digest.hex()), content)
        Descriptor.of(mediaType, digest, content.length)
    }

    private static String topDigest(Path layout) {
        Index.parse(Files.readAllBytes(layout.resolve('index.json'))).manifests()[0].digest().hex()
    }

    private static Set<String> blobs(Path layout) {
        Files.list(layout.resolve('blobs/sha256')).withCloseable { files -> files.collect { it.fileName.toString() } as Set }
    }

    private load(String archive) {
        engine.perform(new ArchiveOperation.LoadImages(ArchiveInput.of(scratch.path.resolve(archive)), ArchiveOperation.MOST_LAYER_BYTES))
    }

    private void save() {
        engine.perform(new ArchiveOperation.SaveImages(['team/app:1'], ArchiveForm.OCI_ARCHIVE, Packing.NONE,
                new ArchiveOutput.File(scratch.path.resolve('saved.tar'))))
    }

    private String sh(String script) {
        OddRoot.sh(scratch.path, script)
    }

    private String run() {
        engine.perform(new ContainerOperation.RunContainer(ContainerSpec.builder('team/app:1').network(new NetworkSpec.None()).remove(true).build(),
                new Stdio.Capture(Optional.empty()))).out()
    }

    def "what skopeo copy --all wrote is loaded with all its platforms, runs, and is saved so that skopeo copy --all finds them"() {
        given:
        sh('skopeo copy -q --all oci:made:docker.io/team/app:1 oci-archive:from-skopeo.tar:docker.io/team/app:1')

        when:
        def loaded = load('from-skopeo.tar')
        save()
        sh('skopeo copy -q --all oci-archive:saved.tar oci:back:1')

        then:
        loaded*.names() == [['team/app:1']]
        run() == 'amd64\n'
        blobs(paths.images()) == blobs(made)
        topDigest(scratch.path.resolve('back')) == topDigest(made)
        blobs(scratch.path.resolve('back')) == blobs(made)

        and: 'the blobs of other platforms go with the image'
        engine.perform(new SystemOperation.CheckStore(false)) == []
        engine.perform(new ImageOperation.RemoveImage('team/app:1', false)).any { it.startsWith('Deleted:') }
        blobs(paths.images()).empty
    }

    def "of an archive that lacks a platform's layer, the others are kept under the same digest"() {
        given:
        sh("rm made/blobs/sha256/${layerOf('s390x')} && tar -cf partial.tar -C made .")

        when:
        load('partial.tar')
        save()
        sh('mkdir back && tar -xf saved.tar -C back && skopeo copy -q --override-arch arm64 oci-archive:saved.tar oci:arm:1')

        then:
        run() == 'amd64\n'
        topDigest(scratch.path.resolve('back')) == topDigest(made)
        layerOf('arm64') in blobs(scratch.path.resolve('back'))
        layerOf('arm64') in blobs(scratch.path.resolve('arm'))
        engine.perform(new SystemOperation.CheckStore(false)) == []
    }

    def "this machine's image alone is saved without the index that came with it"() {
        given:
        sh("rm made/blobs/sha256/${layerOf('s390x')} made/blobs/sha256/${layerOf('arm64')} && tar -cf partial.tar -C made .")

        when:
        load('partial.tar')
        save()
        sh('skopeo copy -q --all oci-archive:saved.tar oci:back:1')

        then:
        blobs(scratch.path.resolve('back')).size() == 3
    }

    def "a damaged layer of another platform is told of, refused by load and save, and removed by a repair"() {
        given:
        sh('tar -cf whole.tar -C made .')
        load('whole.tar')
        Files.writeString(paths.images().resolve("blobs/sha256/${layerOf('arm64')}"), 'damaged')

        when:
        def found = engine.perform(new SystemOperation.CheckStore(false))
        save()

        then:
        def e = thrown(Exception)
        e.message.contains(layerOf('arm64').take(12)) || e.cause.message.contains(layerOf('arm64'))
        found.size() == 1
        found[0].problem().contains(layerOf('arm64'))

        when:
        engine.perform(new SystemOperation.CheckStore(true))

        then:
        engine.perform(new SystemOperation.CheckStore(false)) == []
        run() == 'amd64\n'

        when:
        sh("echo damaged > made/blobs/sha256/${layerOf('arm64')} && tar -cf damaged.tar -C made .")
        load('damaged.tar')

        then:
        thrown(Exception)
    }

    private String layerOf(String architecture) {
        def entry = Index.parse(blob(topDigest(made))).manifests().find { it.platform().get().architecture() == architecture }
        Manifest.parse(blob(entry.digest().hex())).layers()[0].digest().hex()
    }

    private byte[] blob(String hex) {
        Files.readAllBytes(made.resolve("blobs/sha256/$hex"))
    }
}
