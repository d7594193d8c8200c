package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.EventFilter
import dev.groovebox.sandbox.operation.ContainerStatus
import dev.groovebox.sandbox.operation.ExecOperation
import dev.groovebox.sandbox.spec.ExecSpec
import dev.groovebox.sandbox.operation.EventQuery
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.ObservationOperation
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.operation.SystemEvent
import dev.groovebox.sandbox.operation.VolumeOperation
import dev.groovebox.sandbox.operation.WaitCondition
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.HealthCheck
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.spec.RestartPolicy
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Timeout

/** What is done to objects is told, by whichever process it is done. */
@Timeout(60)
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class EventsSpec extends EngineSpecification {
    @Shared
    @AutoCleanup
    Engine other

    def begin = Instant.now()

    def setupSpec() {
        other = LocalEngine.open(paths)
    }

    /** What was told since the feature began, as the other engine reads it. */
    List<SystemEvent> told(Map<String, List<String>> filter = [:]) {
        def found = []
        other.perform(new ObservationOperation.StreamEvents(
                new EventQuery(Optional.of(begin), Optional.of(Instant.now()), new EventFilter(filter)), found.&add))
        found
    }

    static ContainerSpec spec(String name, String command, Closure more = {}) {
        def builder = ContainerSpec.builder('busybox').name(name).command(['sh', '-c', command]).network(new NetworkSpec.None()).label('team', 'ops')
        builder.with(more)
        builder.build()
    }

    List<String> awaitActions(String name, String last) {
        for (int tries = 0; tries < 3000 && !told(container: [name])*.action().contains(last); tries++) {
            sleep(10)
        }
        told(container: [name])*.action()
    }

    def 'another engine hears of a foreground container while it lives'() {
        given:
        def heard = new LinkedBlockingQueue<SystemEvent>()
        def query = new EventQuery(Optional.of(begin), Optional.empty(), new EventFilter([type: ['container']]))
        def follower = Thread.start {
            other.perform(new ObservationOperation.StreamEvents(query, { heard << it; it.action() != 'destroy' }))
        }
        def done = new CountDownLatch(1)
        def signals = Files.createDirectory(scratch.path.resolve('signals'))
        def fore = spec('fore', 'until test -e /signals/end; do sleep 0.05; done; exit 3') { remove(true).bind(signals, '/signals', true) }

        when:
        Thread.start {
            engine.perform(new ContainerOperation.RunContainer(fore, new Stdio.Capture(Optional.empty())))
            done.countDown()
        }
        def first = (1..2).collect { heard.poll(30, TimeUnit.SECONDS) }

        then:
        first*.action() == ['create', 'start']
        done.count == 1

        when:
        Files.createFile(signals.resolve('end'))
        done.await()
        follower.join(30_000)
        def last = heard.toList()

        then:
        !follower.alive
        last*.action() == ['die', 'destroy']
        last[0].attributes() == [exitCode: '3', image: 'busybox', name: 'fore', team: 'ops']
        last[0].id() == first[0].id()
        !last[0].time().isBefore(first[1].time())
    }

    def 'a detached container tells of itself, when no engine looks'() {
        given:
        def box = RunningContainer.of(engine, 'back') { label('team', 'ops') }

        when:
        box.sh('true')
        engine.perform(new ContainerOperation.PauseContainer('back'))
        engine.perform(new ContainerOperation.UnpauseContainer('back'))
        engine.perform(new ContainerOperation.RenameContainer('back', 'front'))
        engine.perform(new ContainerOperation.StopContainer(box.id, Optional.of(java.time.Duration.ZERO), Optional.of('KILL')))
        box.close()
        def events = told(container: [box.id])

        then:
        events*.action() == ['create', 'start', 'exec_create: sh -c true', 'exec_start: sh -c true', 'exec_die', 'pause', 'unpause',
                             'rename', 'kill', 'die', 'stop', 'destroy']
        events.find { it.action() == 'start' }.attributes() == [image: 'busybox', name: 'back', team: 'ops']
        events.find { it.action() == 'die' }.attributes().exitCode == '137'
        events.find { it.action() == 'rename' }.attributes().subMap(['name', 'oldName']) == [name: 'front', oldName: 'back']
        events.find { it.action() == 'kill' }.attributes().signal == '9'
    }

    def 'its monitor tells of restarts'() {
        when:
        engine.perform(new ContainerOperation.RunDetached(spec('again', 'exit 7') { restart(RestartPolicy.parse('on-failure:1').get()) }, false))
        awaitActions('again', 'die')
        for (int tries = 0; tries < 3000 && told(container: ['again'])*.action().count('die') < 2; tries++) {
            sleep(10)
        }

        then:
        told(container: ['again'])*.action() == ['create', 'start', 'die', 'start', 'die']
        told(event: ['die'], container: ['again'])*.attributes()*.exitCode == ['7', '7']

        cleanup:
        engine.perform(new ContainerOperation.RemoveContainer('again', true))
    }

    def 'that memory ran out is told before the end, of a #where container'() {
        when:
        def hungry = spec('hungry', 'tail /dev/zero') { memoryBytes(16L << 20) }
        engine.perform(where == 'detached'
                ? new ContainerOperation.RunDetached(hungry, false)
                : new ContainerOperation.RunContainer(hungry, new Stdio.Capture(Optional.empty())))

        then:
        awaitActions('hungry', 'die') == ['create', 'start', 'oom', 'die']
        told(event: ['die'])*.attributes()*.exitCode == ['137']

        cleanup:
        engine.perform(new ContainerOperation.RemoveContainer('hungry', true))

        where:
        where << ['detached', 'foreground']
    }

    def 'that memory ran out is told when it has, of a #where container that lives on'() {
        given:
        def script = 'for i in 1 2; do tail /dev/zero; while ! test -e /go$i; do sleep 0.05; done; done'
        def hungry = spec('hungry', script) { memoryBytes(16L << 20) }
        def foreground = new ContainerOperation.RunContainer(hungry, new Stdio.Capture(Optional.empty()))
        where == 'detached' ? engine.perform(new ContainerOperation.RunDetached(hungry, false)) : Thread.startDaemon { engine.perform(foreground) }

        when:
        def first = awaitActions('hungry', 'oom')
        def status = engine.perform(new ContainerOperation.FindContainer('hungry')).get().status()
        sleep(200)
        def still = told(container: ['hungry'])*.action()

        then: 'once for each'
        first == ['create', 'start', 'oom']
        still == first
        status == ContainerStatus.RUNNING

        when:
        ['/go1', '/go2'].each { go -> engine.perform(new ExecOperation.Exec('hungry', ExecSpec.builder(['touch', go]).build(), new Stdio.Capture(Optional.empty()))) }

        then:
        awaitActions('hungry', 'die').findAll { !it.startsWith('exec') } == ['create', 'start', 'oom', 'oom', 'die']

        cleanup:
        engine.perform(new ContainerOperation.RemoveContainer('hungry', true))

        where:
        where << ['detached', 'foreground']
    }

    def 'a change of health is told once'() {
        given:
        def check = new HealthCheck(['test', '!', '-e', '/ill'], false, Optional.of(Duration.ofMillis(50)), Optional.of(Duration.ofSeconds(5)), Optional.empty(), OptionalInt.of(1))
        def box = RunningContainer.of(engine, 'patient') { health(check) }

        when:
        awaitActions('patient', 'health_status: healthy')
        box.sh('touch /ill')
        awaitActions('patient', 'health_status: unhealthy')
        sleep(200)

        then:
        told(container: ['patient'], event: ['health_status'])*.action() == ['health_status: healthy', 'health_status: unhealthy']

        cleanup:
        box?.close()
    }

    def 'the end of one whose monitor was killed is told by whoever finds it, once'() {
        given:
        def box = RunningContainer.of(engine, 'orphan')
        def program = box.summary().pid().asInt
        def monitor = Files.readString(Path.of("/proc/$program/stat")).split(' ')[3]

        when:
        ['kill', '-9', monitor].execute().waitFor()
        for (int tries = 0; tries < 3000 && box.summary().status().hasProcess(); tries++) {
            sleep(10)
        }
        2.times { LocalEngine.open(paths).close() }

        then:
        told(container: ['orphan'])*.action() == ['create', 'start', 'die']
        told(container: ['orphan'], event: ['die'])*.attributes()*.exitCode == ['unknown']

        cleanup:
        box?.close()
    }

    def 'one that is removed at its end is told to have ended once, and of no signal'() {
        when: 'often, since its monitor may or may not be there still when it is removed'
        def names = (1..10).collect { 'brief' + it }
        names.each { name ->
            def id = engine.perform(new ContainerOperation.RunDetached(spec(name, 'sleep 0.1; exit 4') { remove(true) }, false))
            engine.perform(new ContainerOperation.WaitContainer(id, WaitCondition.REMOVED))
        }

        then:
        names.every { told(container: [it])*.action() == ['create', 'start', 'die', 'destroy'] }
    }

    def 'volumes and images are told of too, and what fails is not'() {
        when:
        engine.perform(new VolumeOperation.CreateVolume('data', [:]))
        engine.perform(new VolumeOperation.CreateVolume('data', [:]))
        engine.perform(new VolumeOperation.RemoveVolume('data'))
        engine.perform(new ImageOperation.TagImage('busybox', 'other:1'))
        engine.perform(new ImageOperation.RemoveImage('other:1', false))
        try {
            engine.perform(new ImageOperation.TagImage('missing', 'other:2'))
        } catch (dev.groovebox.sandbox.failure.EngineException expected) {
        }

        then:
        told().collect { "${it.type()} ${it.action()} ${it.attributes().name ?: it.id()}".toString() } ==
                ['volume create data', 'volume destroy data', 'image tag other:1', 'image untag other:1']
    }
}
