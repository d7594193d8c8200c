package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.DiskReport
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.operation.StoreFinding
import dev.groovebox.sandbox.operation.SystemOperation
import dev.groovebox.sandbox.operation.VolumeOperation
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.storage.ContainerPaths
import dev.groovebox.sandbox.storage.EnginePaths
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path

/** Damaged containers are found, mended and removable; every byte under the root is accounted for. */
@Requires(value = { 'id -u'.execute().text.trim() == '0' }, reason = 'the engine needs root')
class StoreChecksSpec extends Specification {
    @Shared
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    @Shared
    EnginePaths paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    @Shared
    @AutoCleanup
    Engine engine

    def setupSpec() {
        engine = LocalEngine.open(paths)
    }

    def setup() {
        perform(new ContainerOperation.RunContainer(
                ContainerSpec.builder('host/base').name('box').command(['sh', '-c', 'head -c 300000 /dev/urandom > /big; ln /big /again']).build(),
                new Stdio.Capture(Optional.empty())))
    }

    def cleanup() {
        perform(new ContainerOperation.RemoveContainer('box', true))
    }

    def "a config.json that is #damage is written again from its copy"() {
        given:
        def whole = Files.readString(box.config())
        spoil(box.config(), damage)

        expect:
        containers()*.problem() == ["its config.json can't be read"]

        when:
        def repaired = containers(true)

        then:
        repaired*.repaired() == [true]
        Files.readString(box.config()) == whole
        containers() == []

        where:
        damage << ['empty', 'halved', 'garbage']
    }

    def "a state.json that is #damage makes the container one that was never started"() {
        given:
        spoil(box.state(), damage)

        expect:
        containers(true)*.remedy() == ['it counts as never started']
        perform(new ContainerOperation.ListContainers(true))*.status()*.toString() == ['CREATED']
        containers() == []

        where:
        damage << ['empty', 'halved', 'garbage']
    }

    def "one whose copy is damaged too is told of, and removed by its #word; its name is free again"() {
        given:
        def id = box.folder().fileName.toString()
        spoil(box.config(), 'garbage')
        spoil(box.configCopy(), 'halved')

        expect:
        containers(true)*.repaired() == [false]

        when:
        perform(new ContainerOperation.RemoveContainer(word == 'name' ? 'box' : word == 'id' ? id : id.take(12), false))

        then:
        containers() == []
        Files.list(paths.containerNames()).withCloseable { it.count() } == 0
        Files.list(paths.containers()).withCloseable { it.count() } == 0

        cleanup:
        setup()

        where:
        word << ['name', 'id', 'short id']
    }

    def "a name that no container has is given back by a repair"() {
        given:
        Files.createSymbolicLink(paths.containerName('ghost'), Path.of('f' * 64))

        expect:
        containers()*.object() == ['container name ghost']
        containers(true)*.repaired() == [true]
        containers() == []
    }

    def "a volume whose volume.json is #damage is told of, not used, and mended with all its files, or removed"() {
        given:
        perform(new VolumeOperation.CreateVolume('hurt', [:]))
        Files.writeString(paths.volumeData('hurt').resolve('file'), 'kept')
        spoil(paths.volumeConfig('hurt'), damage)

        when:
        def warnings = []
        def listed = engine.perform(new VolumeOperation.ListVolumes(), { warnings << it.message() })

        then:
        listed == []
        warnings == ["volume hurt is damaged: its record can't be read; 'groovebox system check --repair' writes it again"]
        perform(new VolumeOperation.PruneVolumes(true)) == []

        when:
        perform(use)

        then:
        def e = thrown(EngineException)
        e.message.contains("cannot use volume 'hurt': its volume.json can't be read")
        e.message.readLines().size() == 1

        and:
        volumes()*.repaired() == [false]
        volumes(true)*.repaired() == [true]
        volumes() == []
        perform(new VolumeOperation.ListVolumes())*.name() == ['hurt']
        Files.readString(paths.volumeData('hurt').resolve('file')) == 'kept'

        when:
        spoil(paths.volumeConfig('hurt'), damage)
        perform(new VolumeOperation.RemoveVolume('hurt'))

        then:
        volumes() == []
        !Files.exists(paths.volume('hurt'))

        where:
        damage    | use
        'empty'   | new VolumeOperation.CreateVolume('hurt', [:])
        'halved'  | new VolumeOperation.InspectVolume('hurt')
        'missing' | new VolumeOperation.SnapshotVolume('hurt', 'copy', false)
    }

    def "the rows of df add up to what du says of the root, hard links once, and name what is whose"() {
        when: 'the disk allots blocks when it likes, perhaps between the two'
        DiskReport report = null
        def ofRoot = 0L
        for (int tries = 0; tries < 20 && report?.totalBytes() != ofRoot; tries++) {
            report = perform(new SystemOperation.MeasureDisk())
            ofRoot = "du -s --block-size=1 ${paths.root()}".execute().text.split()[0] as long
        }
        def rows = report.rows().collectEntries { [it.type(), it] }

        then:
        report.totalBytes() == ofRoot
        rows['Images'].sizeBytes() > 10_000_000
        rows['Images'].reclaimableBytes() == 0
        rows['Images'].active() == 1
        rows['Containers'].total() == 1
        (rows['Containers'].sizeBytes() as int) in 300_000..400_000
        rows['Containers'].reclaimableBytes() == rows['Containers'].sizeBytes()
    }

    private List<StoreFinding> containers(boolean repair = false) {
        perform(new SystemOperation.CheckStore(repair)).findAll { it.object().startsWith('container') }
    }

    private List<StoreFinding> volumes(boolean repair = false) {
        perform(new SystemOperation.CheckStore(repair)).findAll { it.object() == 'volume hurt' }
    }

    private <R> R perform(operation) {
        engine.perform(operation, EventSink.none())
    }

    private ContainerPaths getBox() {
        paths.container(Files.readSymbolicLink(paths.containerName('box')).toString())
    }

    private static void spoil(Path file, String how) {
        if (how == 'missing') {
            Files.delete(file)
            return
        }
        def text = Files.readString(file)
        Files.writeString(file, how == 'empty' ? '' : how == 'halved' ? text.take(text.length().intdiv(2)) : '\0garbage')
    }
}
