package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.event.OutputStreamName
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ExecOperation
import dev.groovebox.sandbox.operation.LogLine
import dev.groovebox.sandbox.operation.LogQuery
import dev.groovebox.sandbox.operation.ObservationOperation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import dev.groovebox.sandbox.spec.ExecSpec
import dev.groovebox.sandbox.spec.LogSettings
import dev.groovebox.sandbox.spec.NetworkSpec
import java.nio.file.Files
import java.security.MessageDigest
import java.util.concurrent.CompletableFuture
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
        def heard = []
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
        def stuck = new CountDownLatch(1)
        def result = start(new Stdio.Streams(Optional.empty(), owner, OutputStream.nullOutputStream(), {}),
                'until test -e /tmp/go; do echo >&2; sleep 0.01; done; seq 1 2000000; sleep 0.3; echo last; exit 4')

        when:
        def deaf = aside { attach(OutputStream.nullOutputStream(), whenWritten { attached.countDown(); stuck.await() }) }
        def other = aside { attach(heard, whenWritten { attached.countDown() }) }
        attached.await()
        sh('touch /tmp/go')

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
                action()
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
        for (int tries = 0; tries < 1000; tries++) {
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
