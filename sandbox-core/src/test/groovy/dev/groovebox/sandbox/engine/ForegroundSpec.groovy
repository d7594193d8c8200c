package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.event.OutputStreamName
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerControl
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ContainerStatus
import dev.groovebox.sandbox.operation.ContainerSummary
import dev.groovebox.sandbox.operation.ExecOperation
import dev.groovebox.sandbox.operation.HealthStatus
import dev.groovebox.sandbox.operation.LogLine
import dev.groovebox.sandbox.operation.LogQuery
import dev.groovebox.sandbox.operation.ObservationOperation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import dev.groovebox.sandbox.spec.ExecSpec
import dev.groovebox.sandbox.spec.HealthCheck
import dev.groovebox.sandbox.spec.Limits
import dev.groovebox.sandbox.spec.LogSettings
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.spec.RestartPolicy
import dev.groovebox.sandbox.spec.SpecException
import java.nio.file.Files
import java.security.MessageDigest
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import spock.lang.Requires

/** One in the foreground has its owner's streams, and yet a log, and clients who hear it. */
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class ForegroundSpec extends EngineSpecification {
    static final SECONDS = 60

    def cleanup() {
        engine.perform(new ContainerOperation.ListContainers(true)).each { engine.perform(new ContainerOperation.RemoveContainer(it.id(), true)) }
    }

    def "what it wrote is told after its end, both streams apart"() {
        when:
        def result = run('echo out; echo err >&2; exit 3')

        then:
        [result.out(), result.err(), result.exitCode()] == ['out\n', 'err\n', 3]
        logs()*.text().toSet() == ['out', 'err'] as Set
        logs().collectEntries { [it.text(), it.stream()] } == [out: OutputStreamName.STDOUT, err: OutputStreamName.STDERR]
    }

    def "whoever has seen its first word can signal it"() {
        given: 'an owner who takes his time'
        def control = new CompletableFuture<ContainerControl>()
        def seen = []
        def out = new OutputStream() {
            @Override
            void write(int letter) {
                seen << [letter as char, control.done]
            }
        }
        def spec = ContainerSpec.builder('busybox').name('box').command(['printf', 'ab']).network(new NetworkSpec.None()).build()

        when:
        engine.perform(new ContainerOperation.RunContainer(spec, new Stdio.Streams(Optional.empty(), out, OutputStream.nullOutputStream(), {
            sleep(200)
            control.complete(it)
        })))

        then:
        seen == [['a' as char, true], ['b' as char, true]]
    }

    def "one whose owner reads nothing can be stopped all the same, #how"() {
        given:
        def read = new CountDownLatch(1)
        def out = new OutputStream() {
            @Override
            void write(int letter) {
                read.await()
            }
        }
        def spec = ContainerSpec.builder('busybox').name('box').command(['yes']).terminal(tty).network(new NetworkSpec.None()).build()
        def result = aside {
            engine.perform(new ContainerOperation.RunContainer(spec, new Stdio.Streams(Optional.empty(), out, OutputStream.nullOutputStream(), {})))
        }
        eventually { engine.perform(new ContainerOperation.FindContainer('box')).filter { it.status().hasProcess() }.present }
        sleep(500) // until every pipe on the way is full

        when:
        engine.perform(new ContainerOperation.StopContainer('box', Optional.of(Duration.ZERO), Optional.empty()))

        then:
        engine.perform(new ContainerOperation.FindContainer('box')).get().status() == ContainerStatus.STOPPED

        when: 'the command that ran it can not end'
        engine.perform(new ContainerOperation.RemoveContainer('box', true))

        then:
        def e = thrown(EngineException)
        e.message.contains('what it wrote is not read on')

        cleanup:
        read.countDown()
        result.get(SECONDS, TimeUnit.SECONDS)

        where:
        how               | tty
        'through pipes'   | false
        'with a terminal' | true
    }

    def "one that wrote nothing has an empty log"() {
        when:
        run('exit 0')

        then:
        logs() == []
    }

    def "of a terminal too"() {
        when:
        run('echo out; echo err >&2') { terminal(true) }

        then:
        logs()*.text() == ['out', 'err']
    }

    def "with driver '#driver' there is none, and its owner has all the same"() {
        when:
        def result = run('echo out; echo err >&2') { log(new LogSettings(driver, 0, 1)) }

        then:
        [result.out(), result.err()] == ['out\n', 'err\n']
        !Files.exists(paths.container(result.container()).log())

        where:
        driver << [LogSettings.Driver.NONE, LogSettings.Driver.PASSTHROUGH]
    }

    def "whoever wants to attach to a program that has its caller's own streams is told so, #how"() {
        given:
        def spec = ContainerSpec.builder('busybox').name('box').command(['sleep', '60']).network(new NetworkSpec.None())
                .log(new LogSettings(LogSettings.Driver.PASSTHROUGH, 0, 1)).build()
        def result = aside { engine.perform(operation(spec)) }
        eventually { engine.perform(new ContainerOperation.FindContainer('box')).filter { it.status().hasProcess() }.present }

        when:
        attach(OutputStream.nullOutputStream(), OutputStream.nullOutputStream())

        then:
        def e = thrown(EngineException)
        e.message.contains("its log driver is 'passthrough'")

        cleanup:
        engine.perform(new ContainerOperation.RemoveContainer('box', true))
        result?.exceptionally { null }?.get(SECONDS, TimeUnit.SECONDS)

        where:
        how             | operation
        'detached'      | { new ContainerOperation.RunDetached(it, false) }
        'in foreground' | { new ContainerOperation.RunContainer(it, new Stdio.Capture(Optional.empty())) }
    }

    def "its log is followed while it runs"() {
        given:
        def heard = new CopyOnWriteArrayList()
        def result = start(new Stdio.Capture(Optional.empty()), 'until test -e /tmp/first; do sleep 0.01; done; echo first; until test -e /tmp/go; do sleep 0.01; done; echo last')
        def following = aside { engine.perform(new ObservationOperation.ReadLogs('box', LogQuery.ALL.following(), { heard << it.text() })) }

        when: 'nothing is written yet'
        sleep(100)
        sh('touch /tmp/first')
        eventually { heard == ['first'] }
        sh('touch /tmp/go')
        result.get(SECONDS, TimeUnit.SECONDS)
        following.get(SECONDS, TimeUnit.SECONDS)

        then:
        heard == ['first', 'last']
    }

    def "others hear it and its end, and one who reads nothing takes no byte from its owner"() {
        given:
        def owner = new Digesting()
        def heard = new ByteArrayOutputStream()
        def attached = new CountDownLatch(2)
        def caughtUp = new CountDownLatch(1)
        def stuck = new CountDownLatch(1)
        def result = start(new Stdio.Streams(Optional.empty(), owner, OutputStream.nullOutputStream(), {}),
                'until test -e /tmp/go; do echo >&2; sleep 0.01; done; seq 1 2000000; until test -e /tmp/end; do echo x >&2; sleep 0.01; done; echo last; exit 4')

        when:
        def deaf = aside { attach(OutputStream.nullOutputStream(), whenWritten { attached.countDown(); stuck.await() }) }
        def other = aside { attach(heard, whenWritten { attached.countDown(); if (it == 'x' as char) caughtUp.countDown() }) }
        attached.await()
        sh('touch /tmp/go')
        caughtUp.await(SECONDS, TimeUnit.SECONDS) // until then what is told may be lost to it
        sh('touch /tmp/end')

        then:
        result.get(SECONDS, TimeUnit.SECONDS).exitCode() == 4
        other.get(SECONDS, TimeUnit.SECONDS).asInt == 4
        heard.toString().endsWith('last\n')

        and:
        owner.bytes == (1..2000000).sum { "$it".length() + 1 } + 5
        owner.text() == sequence(2000000, 'last\n')

        cleanup:
        stuck.countDown()
        deaf?.exceptionally { null }?.get(SECONDS, TimeUnit.SECONDS) // it may be told that it was too late for the end
    }

    def "an owner who reads late has every byte, also those written at the very end"() {
        given:
        def late = new Digesting(300)

        when:
        def result = start(new Stdio.Streams(Optional.empty(), late, OutputStream.nullOutputStream(), {}), 'seq 1 300000').get(SECONDS, TimeUnit.SECONDS)

        then:
        result.exitCode() == 0
        late.text() == sequence(300000, '')
    }

    def "an owner who reads no more ends a program that goes on writing"() {
        given:
        def closed = whenWritten { throw new IOException('closed') }

        when:
        start(new Stdio.Streams(Optional.empty(), closed, OutputStream.nullOutputStream(), {}), 'yes').get(SECONDS, TimeUnit.SECONDS)

        then:
        thrown(Exception)
        engine.perform(new ContainerOperation.FindContainer('box')).get().exitCode().asInt == 1 // as process 1 it is not killed by SIGPIPE
    }

    def "output is kept within the bound of the log"() {
        when:
        run('seq 1 200000') { log(new LogSettings(LogSettings.Driver.FILE, 100_000, 2)) }

        then:
        def files = Files.list(paths.container(engine.perform(new ContainerOperation.FindContainer('box')).get().id()).log()).toList()
        files.size() == 2
        files.every { Files.size(it) <= 100_000 }
        logs().last().text() == '200000'
    }

    def "when its policy starts it again, its owner has its first end and it goes on alone, with a terminal: #tty"() {
        when:
        def result = run('echo >> /runs; echo run $(wc -l < /runs); exit 3') { restart(RestartPolicy.parse('on-failure:2').get()).terminal(tty) }
        eventually { !box().status().active && box().exitCode().present }

        then:
        [result.exitCode(), result.out().trim()] == [3, 'run 1']
        logs()*.text() == ['run 1', 'run 2', 'run 3']
        box().with { [it.status(), it.exitCode().asInt] } == [ContainerStatus.STOPPED, 3]

        where:
        tty << [false, true]
    }

    def "it is stopped like any other, and then stays so"() {
        when:
        run('sleep 0.2') { restart(RestartPolicy.parse('always').get()) }
        eventually { box().status() == ContainerStatus.RUNNING }
        engine.perform(new ContainerOperation.StopContainer('box', Optional.of(Duration.ZERO), Optional.of('KILL')))
        sleep(400)

        then:
        box().status() == ContainerStatus.STOPPED
    }

    def "input and clients are its own when its owner has gone"() {
        given:
        run('test -e /again || { touch /again; exit 1; }; while read x; do echo "got $x"; done') { restart(RestartPolicy.parse('on-failure').get()).openStdin(true) }
        eventually { box().status() == ContainerStatus.RUNNING }
        def heard = new ByteArrayOutputStream()

        when:
        def code = engine.perform(new ExecOperation.Attach('box', Optional.of(new ByteArrayInputStream('hello\n'.bytes)), heard, OutputStream.nullOutputStream(), new byte[0]))

        then:
        code.asInt == 0
        heard.toString() == 'got hello\n'
    }

    def "its owner's end is its own, whatever its policy: #how"() {
        given:
        def spec = ContainerSpec.builder('busybox').name('box').command(['sleep', '60']).network(new NetworkSpec.None())
                .restart(RestartPolicy.parse('always').get()).build()
        def control = new CompletableFuture<ContainerControl>()
        def owner = Thread.startDaemon('owner') {
            try {
                engine.perform(new ContainerOperation.RunContainer(spec, new Stdio.Streams(Optional.empty(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), { control.complete(it) })))
            } catch (Exception interrupted) {
                assert interrupted
            }
        }

        when:
        end.call(owner, control.get(SECONDS, TimeUnit.SECONDS))
        owner.join(60_000)
        sleep(400)

        then:
        !owner.alive
        engine.perform(new ContainerOperation.ListContainers(false)) == []

        where:
        how                | end
        'an interrupt'     | { Thread thread, hand -> thread.interrupt() }
        'SIGKILL'          | { Thread thread, hand -> hand.signal(9) }
    }

    def "one that is deleted at its end has no restart policy, nor can be given one"() {
        given:
        def spec = ContainerSpec.builder('busybox').restart(RestartPolicy.parse('always').get()).remove(true).build()

        when:
        new ContainerOperation.RunContainer(spec, new Stdio.Capture(Optional.empty()))

        then:
        def refused = thrown(SpecException)
        refused.problems()*.contains('it is removed when it has ended') == [true]

        when:
        def running = start(new Stdio.Capture(Optional.empty()), 'sleep 60') { remove(true) }
        engine.perform(new ContainerOperation.UpdateContainer('box', Limits.NONE, RestartPolicy.parse('always')))

        then:
        def e = thrown(EngineException)
        e.message.contains('it is removed when it has ended')

        cleanup:
        engine.perform(new ContainerOperation.RemoveContainer('box', true))
        running?.exceptionally { null }?.get(SECONDS, TimeUnit.SECONDS)
    }

    def "its health is looked at"() {
        given:
        def check = new HealthCheck(['test', '!', '-e', '/ill'], false, Optional.of(Duration.ofMillis(50)), Optional.of(Duration.ofSeconds(5)), Optional.empty(), OptionalInt.of(1))
        def result = start(new Stdio.Capture(Optional.empty()), 'until test -e /go; do sleep 0.05; done') { health(check).remove(removed) }

        when:
        eventually { box().health().filter { it == HealthStatus.HEALTHY }.present }
        sh('touch /ill')
        eventually { box().health().filter { it == HealthStatus.UNHEALTHY }.present }
        sh('touch /go')

        then:
        result.get(SECONDS, TimeUnit.SECONDS).exitCode() == 0

        where:
        removed << [false, true]
    }

    def "what others type reaches it, and its input ends with its owner's, with a terminal: #tty"() {
        given:
        def typing = new PipedOutputStream()
        def out = new ByteArrayOutputStream()
        def result = start(new Stdio.Streams(Optional.of(new PipedInputStream(typing) as InputStream), out, OutputStream.nullOutputStream(), {}),
                'while read x; do echo "got $x"; done; echo end') { openStdin(true).terminal(tty) }

        when:
        typing << 'one\n'
        typing.flush()
        eventually { out.toString().contains('got one') }
        def others = new PipedOutputStream()
        def typed = Optional.of(new PipedInputStream(others) as InputStream)
        def heard = new ByteArrayOutputStream()
        def other = aside { engine.perform(new ExecOperation.Attach('box', typed, heard, OutputStream.nullOutputStream(), new byte[0])) }
        others << 'two\n'
        others.flush()
        eventually { out.toString().contains('got two') }
        typing << 'three\n'
        typing.close()

        then: 'though the other has not ended its own'
        result.get(SECONDS, TimeUnit.SECONDS).exitCode() == 0
        out.toString().readLines().findAll { it.startsWith('got') || it == 'end' } == ['got one', 'got two', 'got three', 'end']
        other.get(SECONDS, TimeUnit.SECONDS).asInt == 0
        heard.toString().contains('got three')

        cleanup:
        others?.close()

        where:
        tty << [false, true]
    }

    def "more than it reads now waits, and comes whole"() {
        given:
        def out = new ByteArrayOutputStream()
        def typing = new PipedOutputStream()
        def nothing = Optional.of(new PipedInputStream(typing) as InputStream)
        def result = start(new Stdio.Streams(nothing, out, OutputStream.nullOutputStream(), {}), 'until test -e /go; do sleep 0.05; done; head -c 1000000 | md5sum') { openStdin(true) }
        def bytes = new byte[1_000_000].tap { new Random(1).nextBytes(it) }
        def other = aside { engine.perform(new ExecOperation.Attach('box', Optional.of(new ByteArrayInputStream(bytes) as InputStream), OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), new byte[0])) }

        when:
        sleep(300)
        sh('touch /go')
        result.get(SECONDS, TimeUnit.SECONDS)

        then:
        out.toString().startsWith(MessageDigest.getInstance('MD5').digest(bytes).encodeHex().toString())
        other.get(SECONDS, TimeUnit.SECONDS).asInt == 0

        cleanup:
        typing?.close()
    }

    def "without an input of its owner's, what others type is dropped"() {
        given:
        def result = start(new Stdio.Capture(Optional.empty()), 'read x; echo "read $?"; until test -e /go; do echo >&2; sleep 0.05; done')
        def attached = new CountDownLatch(1)

        when:
        def other = aside { engine.perform(new ExecOperation.Attach('box', Optional.of(new ByteArrayInputStream('typed\n'.bytes) as InputStream), OutputStream.nullOutputStream(), whenWritten { attached.countDown() }, new byte[0])) }
        attached.await(SECONDS, TimeUnit.SECONDS)
        sleep(200)
        sh('touch /go')

        then:
        result.get(SECONDS, TimeUnit.SECONDS).out() == 'read 1\n'
        other.get(SECONDS, TimeUnit.SECONDS).asInt == 0
    }

    private ContainerSummary box() {
        engine.perform(new ContainerOperation.FindContainer('box')).get()
    }

    private RunResult run(String script, @DelegatesTo(ContainerSpecBuilder) Closure more = {}) {
        start(new Stdio.Capture(Optional.empty()), script, more).get(SECONDS, TimeUnit.SECONDS)
    }

    private CompletableFuture<RunResult> start(Stdio stdio, String script, @DelegatesTo(ContainerSpecBuilder) Closure more = {}) {
        def builder = ContainerSpec.builder('busybox').name('box').command(['sh', '-c', script]).network(new NetworkSpec.None())
        builder.with(more)
        def result = aside { engine.perform(new ContainerOperation.RunContainer(builder.build(), stdio)) }
        eventually { result.done || engine.perform(new ContainerOperation.FindContainer('box')).filter { it.status().hasProcess() }.present }
        result
    }

    private OptionalInt attach(OutputStream out, OutputStream err) {
        engine.perform(new ExecOperation.Attach('box', Optional.empty(), out, err, new byte[0]))
    }

    private static OutputStream whenWritten(Closure action) {
        new OutputStream() {
            @Override
            void write(int one) {
                action(one)
            }
        }
    }

    private void sh(String script) {
        engine.perform(new ExecOperation.Exec('box', ExecSpec.builder(['sh', '-c', script]).build(), new Stdio.Capture(Optional.empty())))
    }

    private List<LogLine> logs() {
        def lines = []
        engine.perform(new ObservationOperation.ReadLogs('box', LogQuery.ALL, { lines << it }))
        lines
    }

    private static <T> CompletableFuture<T> aside(Closure<T> work) {
        CompletableFuture.supplyAsync(work) { task -> Thread.startDaemon('aside') { task.run() } }
    }

    private static void eventually(Closure<Boolean> truth) {
        for (int tries = 0; tries < 4000; tries++) {
            if (truth()) {
                return
            }
            sleep(10)
        }
        assert truth()
    }

    private static String sequence(int last, String end) {
        def digest = new Digesting()
        def text = new StringBuilder()
        (1..last).each { text.append(it).append('\n' as char) }
        digest.write((text.append(end) as String).bytes)
        digest.text()
    }

    /** Keeps nothing but the number and the digest of what it was given; waits before the first. */
    private static class Digesting extends OutputStream {
        private final MessageDigest digest = MessageDigest.getInstance('SHA-256')
        private final int millis
        long bytes

        Digesting(int millis = 0) {
            this.millis = millis
        }

        @Override
        void write(int one) {
            write([one] as byte[], 0, 1)
        }

        @Override
        void write(byte[] some, int offset, int length) {
            if (bytes == 0) {
                sleep(millis)
            }
            digest.update(some, offset, length)
            bytes += length
        }

        String text() {
            digest.digest().encodeHex()
        }
    }
}
