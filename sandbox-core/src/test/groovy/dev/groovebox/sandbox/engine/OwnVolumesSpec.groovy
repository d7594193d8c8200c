package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.container.ContainerStore
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.VolumeOperation
import dev.groovebox.sandbox.operation.WaitCondition
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.storage.EnginePaths
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Requires
import spock.lang.Timeout

@Timeout(60)
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class OwnVolumesSpec extends EngineSpecification {
    def setupSpec() {
        engine.perform(new VolumeOperation.CreateVolume('named', [:]))
    }

    def cleanup() {
        engine.perform(new ContainerOperation.ListContainers(true)).each { remove(it.id(), true) }
        engine.perform(new VolumeOperation.PruneVolumes(false))
        assert anonymous() == []
        assert volumes() == ['named']
    }

    def 'a detached container that is removed at its end takes its anonymous volume along: by #whom'() {
        given:
        def id = detached('true') { remove(true) }

        when:
        engine.perform(new ContainerOperation.WaitContainer(id, condition))
        next.call(paths, id)

        then:
        volumes() == ['named']

        and: 'no lock of it stays either'
        Files.list(paths.lock('x').parent).filter { it.fileName.toString() ==~ /volume-[0-9a-f]{64}/ }.toList() == []

        where:
        whom                        | condition                 | next
        'the next command'          | WaitCondition.NOT_RUNNING | { at, container -> openAfterMonitor(at, container) }
        'who waits for its removal' | WaitCondition.REMOVED     | { at, container -> }
    }

    def 'a container that is removed at its end and loses its monitor takes its anonymous volume along'() {
        given:
        def id = detached('sleep', '60') { remove(true) }
        def program = engine.perform(new ContainerOperation.FindContainer(id)).get().pid().asInt
        def monitor = Files.readString(Path.of("/proc/$program/stat")).split(' ')[3]

        when:
        "kill -9 $monitor".execute().waitFor()
        for (int i = 0; i < 100 && volumes() != ['named']; i++) {
            sleep(50)
            LocalEngine.open(paths).close()
        }

        then:
        volumes() == ['named']
    }

    def 'a container that is kept, keeps it, and loses it only when asked'() {
        given:
        def id = detached('true') {}
        engine.perform(new ContainerOperation.WaitContainer(id, WaitCondition.NOT_RUNNING))

        when:
        LocalEngine.open(paths).close()

        then:
        anonymous().size() == 1

        when:
        remove(id, volumes)

        then:
        anonymous().size() == left

        where:
        volumes | left
        true    | 0
        false   | 1
    }

    def 'a start that fails leaves none'() {
        when:
        detached('no-such-program') {}

        then:
        thrown(EngineException)
        volumes() == ['named']
    }

    def 'one that another container has stays, and that container still finds its data'() {
        given:
        def owner = detached('sh', '-c', 'echo x > /own/file') {}
        engine.perform(new ContainerOperation.WaitContainer(owner, WaitCondition.NOT_RUNNING))
        def other = engine.perform(new ContainerOperation.RunDetached(
                ContainerSpec.builder('busybox').command(['sleep', '60']).volumesFrom(owner).build(), false))

        when:
        remove(owner, true)

        then:
        anonymous().size() == 1
        Files.readString(Path.of("/proc/${engine.perform(new ContainerOperation.FindContainer(other)).get().pid().asInt}/root/own/file")) == 'x\n'
    }

    def 'a container is removed with its own volumes though the one it took others from has gone'() {
        given:
        def source = detached('true') {}
        engine.perform(new ContainerOperation.WaitContainer(source, WaitCondition.NOT_RUNNING))
        def taker = detached('true') { volumesFrom(source) }
        engine.perform(new ContainerOperation.WaitContainer(taker, WaitCondition.NOT_RUNNING))
        remove(source, false)

        when:
        remove(taker, true)

        then:
        noExceptionThrown()
        anonymous().size() == 1
    }

    /** Its end is told a moment before its monitor lets go of it. */
    private static void openAfterMonitor(EnginePaths paths, String id) {
        while (new ContainerStore(paths, new JnaFileCalls()).isInUse(id)) {
            sleep(10)
        }
        LocalEngine.open(paths).close()
    }

    private String detached(Object... given) {
        def builder = ContainerSpec.builder('busybox').command(given.toList().init()*.toString()).volume('named', '/named', false, true).volume('', '/own', false, true)
        builder.with(given.last() as Closure)
        engine.perform(new ContainerOperation.RunDetached(builder.build(), false))
    }

    private void remove(String id, boolean volumes) {
        engine.perform(new ContainerOperation.RemoveContainer(id, true, volumes))
    }

    /** The folders, whatever is in them. */
    private List<String> volumes() {
        Files.list(paths.volumes()).toList()*.fileName*.toString()
    }

    private List<String> anonymous() {
        engine.perform(new VolumeOperation.ListVolumes()).findAll { it.anonymous() }*.name()
    }
}
