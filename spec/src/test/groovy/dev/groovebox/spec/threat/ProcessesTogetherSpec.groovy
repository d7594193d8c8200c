package dev.groovebox.spec.threat

import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.spec.Groovebox
import java.nio.file.Files
import java.time.Duration
import java.util.concurrent.Callable
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.TimeUnit
import spock.lang.Timeout

/** Twenty commands at once, each a process of its own, and one in five is killed somewhere on its way. */
@Timeout(300)
class ProcessesTogetherSpec extends ThreatSpecification {
    static final int SECONDS = Integer.getInteger('groovebox.processes.seconds', 60)
    static final int PEOPLE = 20
    /** Of a command, while nineteen others want the same processors. One that waits for another's lock for ever takes longer. */
    static final Duration PATIENCE = Duration.ofSeconds(60)
    /** Of a look by an engine that is there already: no start of a JVM is in it, but twenty others want the processors. */
    static final Duration LOOK = Duration.ofSeconds(20)
    static final Duration USUAL_LOOK = Duration.ofSeconds(2)
    /** What somebody else's command makes of one's own. */
    static final OTHERS_DOING = ~/no such container|no object has this name|has that name|is not running|it is running|already|has ended|it ends|was removed|another command/

    Map<String, Integer> done = new ConcurrentHashMap<>()
    List<String> wrong = [].asSynchronized()
    List<Duration> looks = [].asSynchronized()

    def 'twenty processes create, start, exec into, look at and remove containers, their own and the same ones'() {
        given:
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS)

        when:
        def people = (1..PEOPLE).collect { number ->
            threads.submit({
                def random = new Random(number)
                while (System.nanoTime() < end) {
                    random.nextInt(3) == 0 ? onOwn(random, number) : onShared(random)
                }
            } as Callable)
        }
        def reader = threads.submit({
            while (System.nanoTime() < end) {
                look()
                sleep(50)
            }
        } as Callable)
        [*people, reader]*.get(SECONDS + 200, TimeUnit.SECONDS)

        then: 'nobody saw a wrong state or waited without end, and everybody came to something'
        wrong == []
        ['own', 'create', 'start', 'exec', 'rm', 'ps', 'inspect', 'killed'].findAll { !done[it] } == []

        and: 'readers never waited for those who work'
        looks.size() * USUAL_LOOK.toSeconds() > SECONDS
        looks.max() < LOOK
        looks.toSorted()[looks.size().intdiv(2)] < USUAL_LOOK

        when:
        removeAll()
        LocalEngine.open(paths).close()

        then: 'nothing stays'
        Files.list(paths.containers()).toList() == []
        Files.list(paths.root().resolve('names')).toList() == []
        left() == []

        cleanup:
        removeAll()
    }

    /** Nobody else knows of it, so everything must go as it is told, unless a command is killed. */
    private void onOwn(Random random, int number) {
        def name = "own-$number".toString()
        command(random, name, ['run', '-d', '--name', name, *IMAGE], [0])
                && command(random, name, ['exec', name, 'true'], [0])
                && command(random, name, ['inspect', '-f', '{{.State.Status}}', name], [0], 'running')
                && command(random, name, ['rm', '-f', name], [0])
                && count('own')
        // One that was killed on its way has left either state, and no third.
        gone(name)
    }

    private void gone(String name) {
        def ended = ran(['rm', '-f', name])
        check(ended.code == 0 || ended.said =~ /no such container/, "rm of what a killed command left: $ended")
        check(ran(['inspect', name]).code == 1, "$name is there when it has been removed")
    }

    /** Answers whether it came to its end. */
    private boolean command(Random random, String name, List<String> words, List<Integer> codes, String answer = null) {
        def ended = random.nextInt(8) == 0 ? killed(random, words) : ran(words)
        if (ended.cut) {
            count('killed')
            return false
        }
        check(ended.code in codes && (answer == null || ended.said.trim() == answer), "$name: $ended")
        ended.code in codes
    }

    private void onShared(Random random) {
        def name = "shared-${random.nextInt(2)}".toString()
        def what = [
                create: ['create', '--name', name, *IMAGE], run: ['run', '-d', '--replace', '--name', name, *IMAGE],
                start: ['start', name], exec: ['exec', name, 'true'], rm: ['rm', '-f', name],
                ps: ['ps', '-a', '--format', '{{.Names}} {{.State}}'],
                inspect: ['inspect', '-f', '{{.State.Status}} {{.State.Pid}}', name],
                foreground: ['run', '--rm', '--network', 'none', 'busybox', 'sleep', '1']].entrySet()[random.nextInt(8)]
        def ended = random.nextInt(5) == 0 ? killed(random, what.value) : ran(what.value)
        if (ended.cut) {
            count('killed')
        } else if (ended.code == 0) {
            count(what.key)
            check(what.key != 'inspect' || (ended.said =~ /^(running [1-9]|(created|exited|restarting) 0)/) as boolean, "$name: $ended")
        } else {
            check((ended.said =~ OTHERS_DOING) as boolean || what.key == 'exec' && ended.code == 137, "$name: $ended")
        }
    }

    static final List<String> IMAGE = ['--network', 'none', 'busybox', 'sleep', '600']

    private Ended ran(List<String> words) {
        end(words, PATIENCE, false)
    }

    /** By SIGKILL, at any moment of its life, or after it. */
    private Ended killed(Random random, List<String> words) {
        end(words, Duration.ofMillis(random.nextInt(6000)), true)
    }

    /** What it says goes into a file: a pipe's end would be awaited, which what a killed process leaves behind may hold. */
    private Ended end(List<String> words, Duration time, boolean killed) {
        def said = Files.createTempFile(scratch.path, 'said', '')
        def process = new ProcessBuilder([Groovebox.launcher().toString(), '--root', paths.root().toString(), *words])
                .redirectErrorStream(true).redirectOutput(said.toFile()).start()
        def ended = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)
        process.destroyForcibly().waitFor()
        def text = Files.readString(said)
        Files.delete(said)
        check(ended || killed, "it did not come to its end: $words\n$text")
        new Ended(words, process.exitValue(), text, !ended)
    }

    private void look() {
        long begin = System.nanoTime()
        engine.perform(new ContainerOperation.ListContainers(true)).each {
            check(it.status().hasProcess() == it.pid().present, "${it.name()} is ${it.status()} with process ${it.pid()}")
        }
        looks << Duration.ofNanos(System.nanoTime() - begin)
    }

    private void removeAll() {
        engine.perform(new ContainerOperation.ListContainers(true)).each { engine.perform(new ContainerOperation.RemoveContainer(it.id(), true)) }
    }

    private void check(boolean right, String what) {
        if (!right) {
            wrong << what
        }
    }

    private boolean count(String what) {
        done.merge(what, 1) { a, b -> a + b } > 0
    }

    /** @param cut it was killed */
    private static record Ended(List<String> words, int code, String said, boolean cut) {}
}
