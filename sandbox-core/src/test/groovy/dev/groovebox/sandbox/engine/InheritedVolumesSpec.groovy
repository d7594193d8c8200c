package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation.CreateContainer
import dev.groovebox.sandbox.operation.ContainerOperation.FindContainer
import dev.groovebox.sandbox.operation.ContainerOperation.ListContainers
import dev.groovebox.sandbox.operation.ContainerOperation.RemoveContainer
import dev.groovebox.sandbox.operation.ContainerOperation.RenameContainer
import dev.groovebox.sandbox.operation.ContainerOperation.RunDetached
import dev.groovebox.sandbox.operation.ContainerOperation.StartContainer
import dev.groovebox.sandbox.operation.ContainerOperation.StopContainer
import dev.groovebox.sandbox.operation.SnapshotOperation.Fork
import dev.groovebox.sandbox.operation.VolumeOperation.ListVolumes
import dev.groovebox.sandbox.operation.VolumeOperation.PruneVolumes
import dev.groovebox.sandbox.operation.VolumeOperation.RemoveVolume
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import dev.groovebox.sandbox.spec.NetworkSpec
import java.nio.file.Files
import java.time.Duration
import spock.lang.Requires
import spock.lang.Timeout

/** What a container has from others (--volumes-from) is settled when it is made, as in docker. */
@Timeout(120)
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class InheritedVolumesSpec extends EngineSpecification {
    def cleanup() {
        perform(new ListContainers(true)).each { perform(new RemoveContainer(it.id(), true, true)) }
        perform(new PruneVolumes(true))
        assert perform(new ListVolumes()) == []
    }

    def 'a container keeps what it has from another one that #what, and starts with it again'() {
        given:
        perform(new CreateContainer(giver().build(), false))
        perform(new RunDetached(taker().build(), false))
        inTaker('/own/file') << 'of its own'
        inTaker('/named/file') << 'of a name'

        when:
        happens.each { perform(it) }

        then: 'nobody may take the volumes from it'
        perform(new PruneVolumes(true)) == []
        perform(new ListVolumes())*.containers().every { 'taker' in it }

        when:
        perform(new RemoveVolume('named'))

        then:
        thrown(EngineException)

        when:
        perform(new StopContainer('taker', Optional.of(Duration.ZERO), Optional.empty()))
        perform(new StartContainer('taker'))

        then:
        inTaker('/own/file').text == 'of its own'
        inTaker('/named/file').text == 'of a name'

        where:
        what                      | happens
        'is removed'              | [new RemoveContainer('giver', true, true)]
        'gets another name'       | [new RenameContainer('giver', 'other')]
        'gives its name to a new' | [new RenameContainer('giver', 'other'), new CreateContainer(box('giver').volume('third', '/own', false, true).build(), false)]
    }

    def 'the own volumes of one that never ran are its own, though another one uses them first: they go when nobody has them'() {
        given:
        perform(new CreateContainer(giver().build(), false))
        perform(new RunDetached(taker().build(), false))

        when:
        perform(new RemoveContainer('giver', false, false))
        perform(new RemoveContainer('taker', true, false))

        then:
        perform(new PruneVolumes(false)).size() == 1
        perform(new ListVolumes())*.name() == ['named']
    }

    def 'its own mounts win, then those of the last container that is named'() {
        given:
        perform(new CreateContainer(box('first').volume('a', '/x', false, true).volume('b', '/y', false, true).volume('c', '/z', false, true).build(), false))
        perform(new CreateContainer(box('second').volume('d', '/x', false, true).volume('e', '/y', false, true).build(), false))

        when:
        perform(new CreateContainer(box('third').volume('f', '/x', false, true).volumesFrom('first').volumesFrom('second:ro').build(), false))

        then:
        perform(new ListVolumes()).findAll { 'third' in it.containers() }*.name() == ['c', 'e']
        perform(new StartContainer('third'))
        perform(new ListVolumes()).findAll { 'third' in it.containers() }*.name() == ['c', 'e', 'f']
    }

    def 'a fork has the same, also when the container that gave it has gone'() {
        given:
        perform(new CreateContainer(giver().build(), false))
        perform(new CreateContainer(taker().build(), false))
        perform(new RemoveContainer('giver', true, false))

        when:
        perform(new Fork('taker', [Optional.of('copy')]))

        then:
        perform(new ListVolumes()).every { it.containers().toSet() == ['taker', 'copy'].toSet() }
        perform(new ListVolumes()).size() == 2
    }

    def 'one that replaces the container that it takes volumes from gets them'() {
        given:
        perform(new CreateContainer(giver().build(), false))

        when:
        perform(new CreateContainer(box('giver').volumesFrom('giver').build(), true))

        then:
        perform(new ListVolumes()).every { it.containers() == ['giver'] }
        perform(new ListVolumes()).size() == 2
    }

    def 'a container that is not there is told of before anything is made'() {
        when:
        perform(new CreateContainer(box('taker').volumesFrom('nobody').build(), false))

        then:
        def e = thrown(EngineException)
        e.message.contains("cannot find container 'nobody': no such container")
        perform(new ListContainers(true)) == []
    }

    private static ContainerSpecBuilder giver() {
        box('giver').volume('', '/own', false, true).volume('named', '/named', false, true)
    }

    private static ContainerSpecBuilder taker() {
        box('taker').volumesFrom('giver')
    }

    private static ContainerSpecBuilder box(String name) {
        ContainerSpec.builder('busybox').command(['sleep', '600']).name(name).network(new NetworkSpec.None())
    }

    private File inTaker(String file) {
        new File("/proc/${perform(new FindContainer('taker')).get().pid().asInt}/root$file")
    }

    private perform(operation) {
        engine.perform(operation, {})
    }
}
