package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ExecOperation
import java.lang.management.ManagementFactory
import java.nio.file.Files
import java.time.Duration
import java.util.concurrent.Callable
import java.util.concurrent.CountDownLatch
import java.util.concurrent.ExecutionException
import java.util.concurrent.FutureTask
import java.util.concurrent.TimeUnit
import spock.lang.Requires

/** Clients of a running container's own streams. */
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class AttachSpec extends EngineSpecification {
    RunningContainer box

    def cleanup() {
        box?.close()
    }

    class Client {
        final PipedOutputStream typing = new PipedOutputStream()
        final ByteArrayOutputStream out
        final ByteArrayOutputStream err = new ByteArrayOutputStream()
        final FutureTask<OptionalInt> end

        Client(byte[] keys = [16, 17] as byte[], ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            this.out = out
            def input = Optional.of(new PipedInputStream(typing) as InputStream)
            end = new FutureTask<>({ engine.perform(new ExecOperation.Attach('box', input, out, err, keys)) } as Callable)
            Thread.startDaemon('client') { end.run() }
        }

        void type(String text) {
            typing << text
            typing.flush()
        }

        /** Asks again, since what a client that is behind misses is not told again. */
        boolean isAnswered(String text) {
            (1..20).any {
                type("$text\n")
                (1..100).any { sleep(10) ?: out.toString().contains("got $text") }
            }
        }

        void awaitOutput(String text) {
            for (int tries = 0; tries < 3000 && !out.toString().contains(text); tries++) {
                sleep(10)
            }
            assert out.toString().contains(text)
        }
    }

    private void start(boolean tty = false) {
        box = RunningContainer.of(engine, 'box', ['sh', '-c', 'while read x; do echo "got $x"; echo "err $x" >&2; test "$x" = flood && yes | head -c 2000000; test "$x" = end && exit 4; done']) {
            openStdin(true).terminal(tty)
        }
    }

    def "what is typed reaches the program, its streams come back apart, and its exit code too"() {
        given:
        start()
        def client = new Client()

        when:
        client.type('hello\n')
        client.awaitOutput('got hello')
        client.type('end\n')

        then:
        client.end.get(20, TimeUnit.SECONDS).asInt == 4
        client.out.toString() == 'got hello\ngot end\n'
        client.err.toString() == 'err hello\nerr end\n'
    }

    def "several hear the same, and one that reads nothing holds up nobody"() {
        given:
        start()
        def first = heard('first')
        def second = heard('second')

        and: 'one that stops reading at the first byte, which it has heard'
        def hears = new CountDownLatch(1)
        def stuck = new CountDownLatch(1)
        def deaf = new Client([16, 17] as byte[], new ByteArrayOutputStream() {
            @Override
            synchronized void write(byte[] bytes, int offset, int length) {
                hears.countDown()
                stuck.await()
            }
        })
        assert (1..200).any {
            first.type('more\n')
            hears.await(100, TimeUnit.MILLISECONDS)
        }

        when: 'more comes than is kept for a client that is behind'
        first.type('flood\n')

        then:
        first.isAnswered('one')
        second.isAnswered('two')

        when:
        second.type('end\n')

        then:
        [first, second]*.end*.get(20, TimeUnit.SECONDS)*.asInt == [4, 4]

        cleanup:
        stuck?.countDown()
        try {
            deaf?.end?.get(20, TimeUnit.SECONDS)
        } catch (ExecutionException late) {
            assert late.cause instanceof EngineException // its monitor does not wait for it for ever
        }
    }

    /** A client that is known to be attached. */
    private Client heard(String name) {
        def client = new Client()
        assert client.isAnswered(name)
        client
    }

    def "the keys let go of it, and it goes on"() {
        given:
        start(true)
        def client = new Client()

        when:
        client.type('before\n')
        client.awaitOutput('got before')
        client.type('\u0010x\u0010\u0011')

        then:
        client.end.get(20, TimeUnit.SECONDS).empty
        box.summary().status().hasProcess()
    }

    def "without a terminal the same bytes are the program's"() {
        given:
        start()
        def client = new Client()

        when:
        client.type('a\u0010\u0011b\n')
        client.awaitOutput('got a')
        client.type('end\n')

        then:
        client.end.get(20, TimeUnit.SECONDS).asInt == 4
        client.out.toString() == 'got a\u0010\u0011b\ngot end\n'
    }

    def "input that the program does not read yet waits, all of it and without a busy thread"() {
        given:
        box = RunningContainer.of(engine, 'box', ['sh', '-c', 'while ! test -e /go; do sleep 0.05; done; wc -c']) { openStdin(true) }
        def out = new ByteArrayOutputStream()
        def input = Optional.of(new ByteArrayInputStream(new byte[3_000_000]) as InputStream)
        def end = new FutureTask<>({
            engine.perform(new ExecOperation.Attach('box', input, out, new ByteArrayOutputStream(), new byte[0]))
        } as Callable)
        Thread.startDaemon('typing') { end.run() }

        when: 'the pipe and the socket are full'
        sleep(500)
        def before = cpuOfInput()
        sleep(1000)

        then:
        !end.done
        cpuOfInput() - before < Duration.ofMillis(100).toNanos()

        when:
        box.sh('touch /go')

        then:
        end.get(20, TimeUnit.SECONDS).asInt == 0
        out.toString().trim() == '3000000'
    }

    private static long cpuOfInput() {
        def threads = ManagementFactory.threadMXBean
        threads.getThreadInfo(threads.allThreadIds).findAll { it?.threadName == 'attached input' }
                .collect { threads.getThreadCpuTime(it.threadId) }.max() ?: 0
    }

    def "what does not run can't be attached to"() {
        when:
        engine.perform(new ExecOperation.Attach('none', Optional.empty(), new ByteArrayOutputStream(), new ByteArrayOutputStream(), new byte[0]))

        then:
        thrown(EngineException)
    }
}
