package dev.groovebox.spec.archive

import dev.groovebox.registry.oci.Platform
import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.failure.EngineException
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
    List<Event> events = []
    ManyPlatforms made = new ManyPlatforms(scratch.path, ['amd64', 'arm64', 's390x'])

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

    private String run(Optional<String> architecture = Optional.empty()) {
        def spec = ContainerSpec.builder('team/app:1').network(new NetworkSpec.None()).remove(true)
        architecture.ifPresent { spec.platform(Platform.parse("linux/$it")) }
        engine.perform(new ContainerOperation.RunContainer(spec.build(), new Stdio.Capture(Optional.empty())), events.&add).out()
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
        ['amd64', 'arm64', 's390x'].collect { run(Optional.of(it)) } == ['amd64\n', 'arm64\n', 's390x\n']
        ManyPlatforms.blobs(paths.images()) == made.blobs()
        ManyPlatforms.digest(scratch.path.resolve('back')) == made.digest
        ManyPlatforms.blobs(scratch.path.resolve('back')) == made.blobs()

        and: 'the blobs of other platforms go with the image'
        engine.perform(new SystemOperation.CheckStore(false)) == []
        engine.perform(new ImageOperation.RemoveImage('team/app:1', false)).any { it.startsWith('Deleted:') }
        ManyPlatforms.blobs(paths.images()).empty
    }

    def "of an archive that lacks a platform's layer, the others are kept under the same digest"() {
        given:
        sh("rm made/blobs/sha256/${made.layerOf('s390x')} && tar -cf partial.tar -C made .")

        when:
        load('partial.tar')
        save()
        sh('mkdir back && tar -xf saved.tar -C back && skopeo copy -q --override-arch arm64 oci-archive:saved.tar oci:arm:1')

        then:
        run() == 'amd64\n'
        ManyPlatforms.digest(scratch.path.resolve('back')) == made.digest
        made.layerOf('arm64') in ManyPlatforms.blobs(scratch.path.resolve('back'))
        made.layerOf('arm64') in ManyPlatforms.blobs(scratch.path.resolve('arm'))
        engine.perform(new SystemOperation.CheckStore(false)) == []
    }

    def "of an archive without this machine's image, the one that is there is loaded and runs, with a warning"() {
        given:
        sh("rm made/blobs/sha256/${made.manifestOf('amd64')} made/blobs/sha256/${made.layerOf('s390x')} && tar -cf partial.tar -C made .")

        when:
        load('partial.tar')
        save()
        sh('skopeo copy -q --override-arch arm64 oci-archive:saved.tar oci:back:1')

        then:
        run() == 'arm64\n'
        events.any { it instanceof Event.Warning && it.message().contains('is for linux/arm64, and this machine is') }
        engine.perform(new SystemOperation.CheckStore(false)) == []

        when:
        engine.perform(new ImageOperation.InspectImage('team/app:1', Optional.of(Platform.parse('linux/s390x'))))

        then:
        def e = thrown(EngineException)
        e.message.startsWith("cannot find image 'team/app:1': it is here for linux/arm64, not for linux/s390x")
    }

    def "this machine's image alone is saved without the index that came with it"() {
        given:
        sh("rm made/blobs/sha256/${made.layerOf('s390x')} made/blobs/sha256/${made.layerOf('arm64')} && tar -cf partial.tar -C made .")

        when:
        load('partial.tar')
        save()
        sh('skopeo copy -q --all oci-archive:saved.tar oci:back:1')

        then:
        ManyPlatforms.blobs(scratch.path.resolve('back')).size() == 3
    }

    def "a damaged layer of another platform is told of, refused by load and save, and removed by a repair"() {
        given:
        sh('tar -cf whole.tar -C made .')
        load('whole.tar')
        Files.writeString(paths.images().resolve("blobs/sha256/${made.layerOf('arm64')}"), 'damaged')

        when:
        def found = engine.perform(new SystemOperation.CheckStore(false))
        save()

        then:
        def e = thrown(Exception)
        e.message.contains(made.layerOf('arm64').take(12)) || e.cause.message.contains(made.layerOf('arm64'))
        found.size() == 1
        found[0].problem().contains(made.layerOf('arm64'))

        when:
        engine.perform(new SystemOperation.CheckStore(true))

        then:
        engine.perform(new SystemOperation.CheckStore(false)) == []
        run() == 'amd64\n'

        when:
        sh("echo damaged > made/blobs/sha256/${made.layerOf('arm64')} && tar -cf damaged.tar -C made .")
        load('damaged.tar')

        then:
        thrown(Exception)
    }
}
