package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.container.ContainerStore
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ContainerStatus
import dev.groovebox.sandbox.operation.ContainerSummary
import dev.groovebox.sandbox.operation.EventFilter
import dev.groovebox.sandbox.operation.EventQuery
import dev.groovebox.sandbox.operation.ExecOperation
import dev.groovebox.sandbox.operation.HealthStatus
import dev.groovebox.sandbox.operation.ObservationOperation
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.operation.WaitCondition
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import dev.groovebox.sandbox.spec.ExecSpec
import dev.groovebox.sandbox.spec.HealthCheck
import dev.groovebox.sandbox.spec.Limits
import dev.groovebox.sandbox.spec.LogSettings
import dev.groovebox.sandbox.spec.NamespaceChoice
import dev.groovebox.sandbox.spec.RestartPolicy
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import java.util.concurrent.Callable
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import spock.lang.Requires
import spock.lang.Timeout

@Timeout(60)
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class ContainerLifeSpec extends EngineSpecification {
    List<Event> events = [].asSynchronized()
    Instant begin = Instant.now()

    def cleanup() {
        list().each { remove(it.id()) }
        assert list() == []
        assert Files.list(paths.containers()).toList() == []
        assert Files.list(paths.root().resolve('names')).toList() == []
    }

    def 'a container is created, started, stopped, started again and removed'() {
        when: 'it is created'
        def id = engine.perform(new ContainerOperation.CreateContainer(spec('sleep', '60') { name('box') }, false))

        then:
        find('box').with { [it.id(), it.status(), it.pid().present] } == [id, ContainerStatus.CREATED, false]

        when: 'it is started'
        start('box')
        def first = find('box')

        then:
        first.status() == ContainerStatus.RUNNING
        comm(first.pid().asInt) == 'sleep'

        when: 'it is started once more, nothing happens'
        start(id.take(5))

        then:
        find('box').pid() == first.pid()

        when: 'it is stopped'
        stop('box', 'KILL')

        then:
        find('box').with { [it.status(), it.exitCode()] } == [ContainerStatus.STOPPED, OptionalInt.of(137)]

        when: 'and started again'
        start('box')

        then:
        find('box').status() == ContainerStatus.RUNNING
        find('box').started().get() > first.started().get()

        when: 'it is removed while it runs'
        engine.perform(new ContainerOperation.RemoveContainer('box', false))

        then:
        def e = thrown(EngineException)
        e.message == "cannot remove container 'box': it is running; stop it first, or force it (groovebox rm -f box)"

        when: 'and by force'
        remove('box')

        then:
        find('box') == null
    }

    def 'what a program wrote before it was stopped is there when it is started again'() {
        given:
        def id = detached('sh', '-c', 'echo x >> /kept; wc -l < /kept')

        when:
        waitFor(id)
        start(id)
        waitFor(id)

        then:
        log(id)*.text.join() == '1\n2\n'
    }

    def 'output is kept apart by stream, with its time'() {
        given:
        def before = System.currentTimeMillis()
        def id = detached('sh', '-c', 'echo out; echo err >&2')

        when:
        waitFor(id)

        then:
        log(id).groupBy { it.stream }.collectEntries { stream, records -> [stream, records*.text.join()] } == [1: 'out\n', 2: 'err\n']
        log(id).every { it.millis >= before && it.millis <= System.currentTimeMillis() }
    }

    def 'the files of a flood of output stay within their bound, and end with the newest'() {
        given:
        def id = detached(['sh', '-c', 'yes 0123456789abcdef | head -c 3000000; echo the end']) { log(new LogSettings(LogSettings.Driver.FILE, 100_000, 3)) }

        when:
        waitFor(id)
        def files = Files.list(paths.container(id).log()).toList()

        then:
        files.size() == 3
        files.every { Files.size(it) <= 100_000 }
        log(id).last().text.endsWith('the end\n')
    }

    def 'an endless flood of output never takes more than its bound, and the program goes on'() {
        given:
        def id = detached(['sh', '-c', 'while :; do yes 0123456789abcdef | head -c 1000000; echo x >> /rounds; done']) {
            log(new LogSettings(LogSettings.Driver.FILE, 100_000, 3))
        }
        def rounds = paths.container(id).upper().resolve('rounds')
        def sizes = []

        expect:
        eventually {
            sizes << du(paths.container(id).log())
            Files.exists(rounds) && Files.size(rounds) >= 2 * 20
        }
        sizes.max() > 100_000
        sizes.max() <= 4 * 100_000 // between the beginning of a file and the deletion of the oldest there are four
    }

    def 'output that nobody wants is not kept'() {
        given:
        def id = detached(['echo', 'x']) { log(new LogSettings(LogSettings.Driver.NONE, 0, 0)) }

        expect:
        waitFor(id) == 0
        !Files.exists(paths.container(id).log())
    }

    def 'how a program ended is waited for and kept'() {
        given:
        def id = detached('sh', '-c', 'sleep 0.3; exit 7')

        expect:
        waitFor(id) == 7
        waitFor(id) == 7
        find(id).exitCode() == OptionalInt.of(7)
    }

    def 'a program that hears nothing is waited for with an explanation, then killed'() {
        given:
        def id = detached('sleep', '60')

        when:
        engine.perform(new ContainerOperation.StopContainer(id, Optional.of(Duration.ofSeconds(2)), Optional.empty()), { events << it })

        then:
        find(id).exitCode() == OptionalInt.of(137)
        events*.message().any { it.contains('does not hear signal 15') && it.contains('--init') }
    }

    def 'with an init it ends at once'() {
        given:
        def id = detached(['sleep', '60']) { init(true) }

        when:
        stop(id)

        then: 'by the signal, not by the SIGKILL that comes later'
        find(id).exitCode() == OptionalInt.of(143)
        !events*.message().any { it.contains('does not hear') }
    }

    def 'with an init one that takes its time to end is told to do so'() {
        given:
        def id = detached(['sh', '-c', 'trap "sleep 2; exit 3" TERM; echo ready; while :; do sleep 0.05; done']) { init(true) }
        eventually { log(id)*.text.join().contains('ready') }

        when:
        engine.perform(new ContainerOperation.StopContainer(id, Optional.of(Duration.ofSeconds(30)), Optional.empty()), { events << it })

        then:
        find(id).exitCode() == OptionalInt.of(3)
        events*.message().collect { it.contains('takes its time to end') } == [true]
    }

    def 'a later stop may have less patience than the one before'() {
        given:
        def id = detached('sleep', '600')
        def patient = CompletableFuture.runAsync {
            engine.perform(new ContainerOperation.StopContainer(id, Optional.of(Duration.ofMinutes(10)), Optional.empty()), { events << it })
        }
        eventually { events*.message().any { it.contains('does not hear signal 15') } }

        when:
        engine.perform(new ContainerOperation.StopContainer(id, Optional.of(Duration.ofMillis(100)), Optional.empty()))
        patient.get()

        then:
        find(id).exitCode() == OptionalInt.of(137)
    }

    def 'many who wait for the end do not keep others from bringing it about'() {
        given: 'more than a monitor hears'
        def id = detached('sleep', '600')
        def threads = Executors.newCachedThreadPool()
        def begun = new CountDownLatch(70)
        def waits = (1..70).collect {
            threads.submit({
                begun.countDown()
                waitFor(id)
            } as Callable<Integer>)
        }
        begun.await()

        when:
        stop(id, 'KILL')

        then:
        find(id).status() == ContainerStatus.STOPPED
        waits*.get() == [137] * 70

        cleanup:
        threads.shutdownNow()
    }

    def 'a signal reaches the program, and one that ends nothing ends nothing'() {
        given:
        def id = detached('sh', '-c', 'trap "echo heard" USR1; echo ready; while :; do sleep 0.05; done')
        eventually { log(id)*.text.join().contains('ready') }

        when:
        engine.perform(new ContainerOperation.KillContainer(id, 'USR1'))

        then:
        eventually { log(id)*.text.join().contains('heard') }
        find(id).status() == ContainerStatus.RUNNING

        when:
        engine.perform(new ContainerOperation.KillContainer(id, 'nosuch'))

        then:
        thrown(EngineException)
    }

    def 'a paused container does nothing until it goes on, and can be stopped and removed'() {
        given:
        def id = detached('sh', '-c', 'while :; do echo tick; sleep 0.02; done')
        eventually { log(id) }

        when:
        engine.perform(new ContainerOperation.PauseContainer(id))
        def length = { log(id).size() }
        def before = -1
        eventually { // what it has written before comes to the log a moment later
            def last = before
            sleep(100)
            before = length()
            before == last
        }
        sleep(200)

        then:
        find(id).status() == ContainerStatus.PAUSED
        length() == before

        when:
        engine.perform(new ContainerOperation.UnpauseContainer(id))

        then:
        find(id).status() == ContainerStatus.RUNNING
        eventually { length() > before }

        when:
        engine.perform(new ContainerOperation.PauseContainer(id))
        engine.perform(new ContainerOperation.StopContainer(id, Optional.of(Duration.ofMillis(100)), Optional.empty()))

        then:
        find(id).status() == ContainerStatus.STOPPED

        when: 'once more, for its removal'
        start(id)
        engine.perform(new ContainerOperation.PauseContainer(id))
        remove(id)

        then:
        find(id) == null
    }

    def 'a container is started again by its policy: #policy after exit #code, #most times'() {
        given:
        def id = detached(['sh', '-c', "echo x >> /runs; exit $code"]) { restart(RestartPolicy.parse(policy).get()) }

        expect:
        eventually { runs(id) == most }
        eventually { find(id).status() == ContainerStatus.STOPPED }
        sleep(300) == null
        runs(id) == most
        find(id).status() == ContainerStatus.STOPPED

        where:
        policy         | code || most
        'no'           | 1    || 1
        'on-failure'   | 0    || 1
        'on-failure:2' | 1    || 3
    }

    def 'one that is always started again is restarting between, until it is stopped'() {
        given:
        def id = detached(['sh', '-c', 'echo x >> /runs; exit 3']) { restart(RestartPolicy.parse('always').get()) }

        expect:
        eventually { runs(id) >= 3 }
        eventually { find(id).status() == ContainerStatus.RESTARTING }

        and: 'to inspect it runs meanwhile, as with docker'
        eventually {
            engine.perform(new ObservationOperation.InspectContainer(id)).requireObject('State').with {
                [it.requireText('Status'), it.bool('Running').get(), it.bool('Restarting').get()]
            } == ['restarting', true, true]
        }

        when:
        stop(id)
        def stopped = runs(id)
        sleep(1000)

        then:
        find(id).with { [it.status(), it.exitCode()] } == [ContainerStatus.STOPPED, OptionalInt.of(3)]
        runs(id) == stopped
    }

    def 'one whose program is gone can not be started again, which is its end: #code'() {
        given:
        def id = detached(['sh', '-c', "sleep 0.5; $spoil; exit 1"]) { restart(RestartPolicy.parse('always').get()) }

        expect:
        waitFor(id) in [1, code] // the first end, or the last when it came before anybody waited
        eventually { find(id).status() == ContainerStatus.STOPPED }
        find(id).exitCode() == OptionalInt.of(code)
        runsOf('die') == ['1', code.toString()]

        where:
        spoil                     || code
        'rm /bin/sh'              || 127
        'chmod a-x /bin/busybox' || 126
    }

    def 'one that shares the namespaces of another which has gone can not be started again, and says so'() {
        given:
        detached(['sleep', '60']) { name('other').ipcNamespace(new NamespaceChoice.Shareable()) }
        def id = detached(['sh', '-c', 'while ! test -e /go; do sleep 0.05; done; exit 1']) {
            restart(RestartPolicy.parse('always').get()).ipcNamespace(new NamespaceChoice.OfContainer('other'))
        }

        when:
        remove('other')
        engine.perform(new ExecOperation.Exec(id, ExecSpec.builder(['touch', '/go']).build(), new Stdio.Capture(Optional.empty())))

        then:
        eventually { find(id).status() == ContainerStatus.STOPPED }
        find(id).exitCode() == OptionalInt.of(125)
        runsOf('die').last() == '125'
        new ContainerStore(paths, new JnaFileCalls()).find(id).get().state().error().startsWith('join a container')
    }

    def 'a policy can be given to a running container, and limits hold at once'() {
        given:
        def id = detached(['sleep', '60']) { memoryBytes(32 << 20) }

        when:
        engine.perform(new ContainerOperation.UpdateContainer(id, limits(64 << 20), RestartPolicy.parse('always')))

        then:
        Files.readString(Path.of("/proc/${find(id).pid().asInt}/cgroup")).readLines().find { it.contains(':memory:') }.split(':')[2].with {
            Files.readString(Path.of("/sys/fs/cgroup/memory$it/memory.limit_in_bytes")).trim()
        } == (64 << 20).toString()

        when:
        def before = find(id).pid()
        ['kill', '-9', before.asInt.toString()].execute().waitFor()

        then:
        eventually { find(id).with { it.status() == ContainerStatus.RUNNING && it.pid() != before } }
    }

    def 'limits hold for the next run of one that waits for it, and one of processes can be taken away'() {
        given:
        def id = detached(['sh', '-c', 'until test -e /go; do sleep 0.05; done; rm /go; exit 1']) {
            restart(RestartPolicy.parse('always').get()).memoryBytes(32 << 20).pids(9)
        }
        def group = { controller, file -> Files.readString(Path.of("/sys/fs/cgroup/$controller/groovebox/$id/$file")).trim() }
        def go = { engine.perform(new ExecOperation.Exec(id, ExecSpec.builder(['touch', '/go']).build(), new Stdio.Capture(Optional.empty()))) }
        4.times { // until it waits for long enough
            eventually { find(id).status() == ContainerStatus.RUNNING }
            go()
            eventually { find(id).status() == ContainerStatus.RESTARTING }
        }

        when:
        engine.perform(new ContainerOperation.UpdateContainer(id, limits(64 << 20), Optional.empty()))

        then:
        group('memory', 'memory.limit_in_bytes') == (64 << 20).toString()
        group('pids', 'pids.max') == '9'

        when:
        eventually { find(id).status() == ContainerStatus.RUNNING }
        engine.perform(new ContainerOperation.UpdateContainer(id, ContainerSpec.builder('x').pids(Limits.ANY_NUMBER).build().limits(), Optional.empty()))

        then:
        group('pids', 'pids.max') == 'max'
        group('memory', 'memory.limit_in_bytes') == (64 << 20).toString()
    }

    def 'a name is changed, and free again'() {
        given:
        def id = detached(['sleep', '60']) { name('old') }

        when:
        engine.perform(new ContainerOperation.RenameContainer('old', 'new'))

        then:
        find('new').id() == id
        find('old') == null

        when:
        detached(['sleep', '60']) { name('new') }

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.CONFLICT

        when: 'unless it takes the place of the other'
        def other = engine.perform(new ContainerOperation.RunDetached(spec('sleep', '60') { name('new') }, true))

        then:
        find('new').id() == other
        find(id) == null
    }

    def 'a program that is not there leaves nothing behind'() {
        when:
        detached('nosuch')

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.PROGRAM_NOT_FOUND
        list() == []
    }

    def 'a container to be removed at its end is gone once that is waited for'() {
        given: 'an end that is waited for when it comes: nobody writes it down'
        def id = detached(['sh', '-c', 'sleep 2; exit 4']) { remove(true) }

        expect:
        engine.perform(new ContainerOperation.WaitContainer(id, WaitCondition.REMOVED)) == OptionalInt.of(4)
        find(id) == null
    }

    def 'a container to be removed at its end waits for its start, and goes when it has ended or could not be started'() {
        given:
        def id = engine.perform(new ContainerOperation.CreateContainer(spec(*command) { remove(true).name('box') }, false))

        when: 'the next commands'
        2.times { LocalEngine.open(paths).close() }

        then:
        find('box').status() == ContainerStatus.CREATED

        when:
        try {
            start('box')
        } catch (EngineException refused) {
            assert refused.failure().kind() == FailureKind.PROGRAM_NOT_FOUND
        }

        then:
        eventually {
            LocalEngine.open(paths).close()
            find(id) == null
        }

        where:
        command << [['true'], ['no-such-program']]
    }

    def 'a monitor that was killed is noticed: the container has ended, and nobody knows how'() {
        given:
        def id = detached(['sleep', '60']) { name('box') }
        def program = find(id).pid().asInt
        def monitor = parentOf(program)

        when:
        ['kill', '-9', monitor.toString()].execute().waitFor()
        eventually { !Files.exists(Path.of("/proc/$monitor")) }
        eventually { // its program may take a moment to die: whoever opens it next tries again
            LocalEngine.open(paths).close()
            !Files.exists(Path.of("/sys/fs/cgroup/memory/groovebox/$id"))
        }

        then:
        find('box').with { [it.status(), it.exitCode()] } == [ContainerStatus.STOPPED, OptionalInt.empty()]
        eventually { !Files.exists(Path.of("/proc/$program")) }
        !Files.exists(Path.of("/sys/fs/cgroup/memory/groovebox/$id"))

        when:
        start('box')

        then:
        find('box').status() == ContainerStatus.RUNNING
    }

    def 'a container whose record is damaged is told of and can be removed; the others are as before'() {
        given:
        def id = detached('sleep', '60')
        def other = engine.perform(new ContainerOperation.CreateContainer(spec('true') {}, false))
        Files.writeString(paths.container(other).config(), content)

        expect:
        engine.perform(new ContainerOperation.ListContainers(true), { events << it })*.id() == [id]
        events*.message().any { it.contains(other) && it.contains('damaged') }

        when:
        remove(other.take(12))

        then:
        !Files.exists(paths.container(other).folder())

        cleanup:
        Files.exists(paths.root().resolve('names')) && Files.list(paths.root().resolve('names')).filter { !Files.exists(paths.container(Files.readSymbolicLink(it).toString()).folder()) }.forEach { Files.delete(it) }

        where:
        content << ['', '{"id":', '\0\0\0']
    }

    def 'a container that is there is never taken for one that another has removed'() {
        given:
        def id = engine.perform(new ContainerOperation.CreateContainer(spec('true') { name('box') }, false))
        Files.delete(paths.container(id).lock())

        when:
        remove('box')

        then:
        def e = thrown(EngineException)
        e.message.startsWith("cannot remove container 'box': its lock file is missing")
        find('box').id() == id

        when: 'as the message says'
        Files.createFile(paths.container(id).lock())
        remove('box')

        then:
        find('box') == null
    }

    def 'a container for a while ends with its engine'() {
        given:
        def other = LocalEngine.open(paths)
        def id = other.perform(new ContainerOperation.RunScoped(spec('sleep', '60') {}, false))
        def program = find(id).pid().asInt

        when:
        other.close()

        then:
        eventually { !Files.exists(Path.of("/proc/$program")) }
        eventually { find(id).status() == ContainerStatus.STOPPED }
    }

    def 'what is ensured is made, left alone, started, or made anew, and why is told'() {
        given:
        def ensure = { long memory ->
            engine.perform(new ContainerOperation.EnsureContainer(spec('sleep', '60') { name('box').memoryBytes(memory) }))
        }

        when:
        def made = ensure(32 << 20)
        def left = ensure(32 << 20)
        stop('box', 'KILL')
        def started = ensure(32 << 20)
        def anew = ensure(64 << 20)

        then:
        [made, left, started, anew]*.done()*.name() == ['CREATED', 'REUSED', 'STARTED', 'RECREATED']
        made.id() == left.id()
        left.id() == started.id()
        anew.id() != made.id()
        anew.reason() == 'limits changed'
        list()*.id() == [anew.id()]
    }

    def 'a port is waited for without a connection, and a wait has an end'() {
        given:
        def id = detached('sh', '-c', 'sleep 0.3; nc -l -p 4711')

        when:
        engine.perform(new ContainerOperation.AwaitPort(id, 4711, Duration.ofSeconds(10)))
        engine.perform(new ContainerOperation.AwaitPort(id, 4712, Duration.ofMillis(200)))

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.TIMEOUT
        find(id).status() == ContainerStatus.RUNNING
    }

    def 'health is found out by a program in the container, in its own time'() {
        given:
        def id = detached(['sleep', '60']) { health(check('test -e /ready', 20)) } // two seconds and more of failures

        expect:
        find(id).health().get() == HealthStatus.STARTING
        eventually { find(id).health().get() == HealthStatus.UNHEALTHY }

        when:
        engine.perform(new ExecOperation.Exec(id, ExecSpec.builder(['touch', '/ready']).build(), new Stdio.Capture(Optional.empty())))
        engine.perform(new ContainerOperation.WaitContainer(id, WaitCondition.HEALTHY, Optional.of(Duration.ofSeconds(30))))

        then:
        find(id).health().get() == HealthStatus.HEALTHY

        when: 'it is stopped in the middle of checks'
        stop(id, 'KILL')

        then:
        find(id).with { [it.status(), it.health().present] } == [ContainerStatus.STOPPED, false]
    }

    def 'a pause makes nobody unhealthy, also one in the middle of a check'() {
        given: 'one failure is enough'
        def id = detached(['sleep', '60']) { health(check(command, 1)) }
        eventually { find(id).health().get() == HealthStatus.HEALTHY }

        when: 'the time of several checks passes, and each would be over its own'
        engine.perform(new ContainerOperation.PauseContainer(id))
        sleep(2000)

        then:
        find(id).with { [it.status(), it.health().get()] } == [ContainerStatus.PAUSED, HealthStatus.HEALTHY]

        when:
        engine.perform(new ContainerOperation.UnpauseContainer(id))
        sleep(1000)

        then:
        find(id).health().get() == HealthStatus.HEALTHY

        where:
        command << ['true', 'sleep 0.2']
    }

    def 'a check that takes too long has failed, and dies'() {
        given:
        def id = detached(['sleep', '60']) { health(check('sleep 54', 1)) }

        expect:
        eventually { find(id).health().get() == HealthStatus.UNHEALTHY }

        when:
        remove(id)

        then:
        find(id) == null
    }

    def 'after a reboot those are started whose policy wants it'() {
        given:
        def always = detached(['sleep', '60']) { restart(RestartPolicy.parse('always').get()).name('always') }
        def unless = detached(['sleep', '60']) { restart(RestartPolicy.parse('unless-stopped').get()).name('unless') }
        def stopped = detached(['sleep', '60']) { restart(RestartPolicy.parse('unless-stopped').get()).name('stopped') }
        def never = detached(['sleep', '60']) { name('never') }
        stop(stopped, 'KILL')

        when: 'the machine goes down: every monitor and program dies at once'
        [always, unless, never].each { id ->
            def program = find(id).pid().asInt
            def monitor = parentOf(program)
            ['kill', '-9', "$monitor", "$program"]*.toString().execute().waitFor()
            eventually { !Files.exists(Path.of("/proc/$monitor")) }
        }
        def booted = LocalEngine.open(paths).withCloseable { it.perform(new ContainerOperation.BootContainers()) }

        then:
        booted as Set == ['always', 'unless'] as Set
        [always, unless, stopped, never].collect { find(it).status() } == [ContainerStatus.RUNNING] * 2 + [ContainerStatus.STOPPED] * 2
    }

    def 'one that the disk fails is told of, and does not hold up the others after a reboot'() {
        given:
        def ids = ['first', 'second', 'third'].collect { called ->
            detached(['sleep', '60']) { restart(RestartPolicy.parse('always').get()).name(called) }
        }
        ids.each { id ->
            def program = find(id).pid().asInt
            def monitor = parentOf(program)
            ['kill', '-9', "$monitor", "$program"]*.toString().execute().waitFor()
            eventually { !Files.exists(Path.of("/proc/$monitor")) }
        }
        def broken = ids.sort()[0]
        Files.delete(paths.container(broken).resolvConf())
        Files.createDirectories(paths.container(broken).resolvConf().resolve('no file'))

        when:
        def booted = LocalEngine.open(paths).withCloseable { it.perform(new ContainerOperation.BootContainers(), { events << it }) }

        then:
        booted.size() == 2
        events.findAll { it instanceof Event.Warning }*.message().count { it.contains("container '${find(broken).name()}': ") } == 1
    }

    private static HealthCheck check(String command, int retries) {
        new HealthCheck(['sh', '-c', command], false, Optional.of(Duration.ofMillis(100)), Optional.of(Duration.ofMillis(500)),
                Optional.empty(), OptionalInt.of(retries))
    }

    private String detached(String... command) {
        detached(command as List) {}
    }

    private String detached(List<String> command, @DelegatesTo(ContainerSpecBuilder) Closure more) {
        engine.perform(new ContainerOperation.RunDetached(spec(*command, more), false), { events << it })
    }

    private static ContainerSpec spec(Object... given) {
        def builder = ContainerSpec.builder('busybox').command(given.toList().init()*.toString())
        builder.with(given.last() as Closure)
        builder.build()
    }

    private static Limits limits(long memory) {
        new Limits(OptionalLong.of(memory), OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), OptionalInt.empty(),
                Optional.empty(), Optional.empty(), OptionalLong.empty(), OptionalInt.empty())
    }

    private List<ContainerSummary> list() {
        engine.perform(new ContainerOperation.ListContainers(true))
    }

    private ContainerSummary find(String name) {
        engine.perform(new ContainerOperation.FindContainer(name)).orElse(null)
    }

    private void start(String name) {
        engine.perform(new ContainerOperation.StartContainer(name))
    }

    private void stop(String name, String signal = null) {
        engine.perform(new ContainerOperation.StopContainer(name, Optional.of(Duration.ofSeconds(5)), Optional.ofNullable(signal)), { events << it })
    }

    private void remove(String name) {
        engine.perform(new ContainerOperation.RemoveContainer(name, true, true))
    }

    private int waitFor(String name) {
        engine.perform(new ContainerOperation.WaitContainer(name, WaitCondition.NOT_RUNNING)).asInt
    }

    private int runs(String id) {
        def file = paths.container(id).upper().resolve('runs')
        Files.exists(file) ? Files.readAllLines(file).size() : 0
    }

    /** The exit codes that were told. */
    private List<String> runsOf(String action) {
        def found = []
        engine.perform(new ObservationOperation.StreamEvents(
                new EventQuery(Optional.of(begin), Optional.of(Instant.now()), new EventFilter([event: [action]])), found.&add))
        found.findAll { it.attributes().name != 'other' }*.attributes()*.exitCode
    }

    /** As log.h describes it. */
    private List<Map> log(String id) {
        def records = []
        def folder = paths.container(id).log()
        def files = Files.exists(folder) ? Files.list(folder).toList().sort(false) { it.fileName.toString().toInteger() } : []
        files.each {
            def bytes = ByteBuffer.wrap(Files.readAllBytes(it)).order(ByteOrder.nativeOrder())
            while (bytes.remaining() > 16) {
                int size = bytes.getInt()
                int stream = bytes.getInt() & 0xff
                long nanos = bytes.getLong()
                if (bytes.remaining() < size + 4) {
                    break
                }
                byte[] text = new byte[size]
                bytes.get(text)
                assert bytes.getInt() == size
                records << [stream: stream, millis: nanos.intdiv(1000000), text: new String(text, 'UTF-8')]
            }
        }
        records
    }

    private static long du(Path folder) {
        long sum = 0
        new File(folder.toString()).listFiles()?.each { sum += it.length() }
        sum
    }

    private static int parentOf(int pid) {
        Files.readString(Path.of("/proc/$pid/stat")).split(' ')[3].toInteger()
    }

    private static String comm(int pid) {
        Files.readString(Path.of("/proc/$pid/comm")).trim()
    }

    private static boolean eventually(Closure condition) {
        for (int tries = 0; tries < 1600; tries++) { // 40 seconds
            if (condition.call()) {
                return true
            }
            sleep(25)
        }
        false
    }
}
