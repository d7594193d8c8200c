package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.operation.ContainerOperation.RemoveContainer
import dev.groovebox.sandbox.operation.ContainerOperation.RunContainer
import dev.groovebox.sandbox.operation.ContainerOperation.RunDetached
import dev.groovebox.sandbox.operation.ContainerOperation.StartContainer
import dev.groovebox.sandbox.operation.ContainerOperation.WaitContainer
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.operation.VolumeOperation.CreateVolume
import dev.groovebox.sandbox.operation.WaitCondition
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import dev.groovebox.sandbox.spec.NetworkSpec
import java.nio.file.Files
import spock.lang.Requires
import spock.lang.Timeout

/** An empty volume gets what the image has at its target; the image of these specs has something at /bin and nothing at /data. */
@Timeout(120)
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class VolumeFillingSpec extends EngineSpecification {
    def 'a volume that #began is filled by the first image that has something for it'() {
        given:
        perform(run(box('true').volume(volume, '/data', false, copyUp)))

        expect:
        output(box('ls', '/bin').volume(volume, '/bin', false, true)).contains('busybox\n')

        where:
        began                     | volume | copyUp
        'no image had a thing for' | 'late' | true
        'was to begin empty'      | 'none' | false
    }

    def 'what a container has emptied stays empty at its next start'() {
        given:
        def id = perform(new RunDetached(box('/bin/rm', '-rf', '/bin').volume('emptied', '/bin', false, true).name('rm').build(), false))
        perform(new WaitContainer(id, WaitCondition.NOT_RUNNING))

        when:
        perform(new StartContainer('rm'))

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.PROGRAM_NOT_FOUND
        Files.list(paths.volumeData('emptied')).withCloseable { it.toList() } == []

        cleanup:
        perform(new RemoveContainer('rm', true))
    }

    def 'a copy that was whole, and whose maker was killed, comes into the volume by the next command; what is there stays'() {
        given:
        perform(new CreateVolume('begun', [:]))
        def waiting = Files.createDirectory(paths.volume('begun').resolve('_filling'))
        ['moved', 'waits', 'written'].each { Files.writeString(waiting.resolve(it), 'of the image') }
        Files.move(waiting.resolve('moved'), paths.volumeData('begun').resolve('moved'))
        Files.writeString(paths.volumeData('begun').resolve('written'), 'by a container')

        expect:
        output(box('sh', '-c', 'cd /data; ls; cat moved waits written').volume('begun', '/data', false, true)) ==
                'moved\nwaits\nwritten\nof the imageof the imageby a container'
        !Files.exists(waiting)
    }

    def 'the copy has the owner and the mode of the folder in the image'() {
        expect:
        output(box('stat', '-c', '%a', '/data').volume('mode', '/tmp', false, true).volume('mode', '/data', false, true)) == '777\n'
    }

    private static ContainerSpecBuilder box(String... command) {
        ContainerSpec.builder('busybox').command(command.toList()).network(new NetworkSpec.None())
    }

    private static RunContainer run(ContainerSpecBuilder box) {
        new RunContainer(box.remove(true).build(), new Stdio.Capture(Optional.empty()))
    }

    private String output(ContainerSpecBuilder box) {
        perform(run(box)).out()
    }

    private perform(operation) {
        engine.perform(operation, {})
    }
}
