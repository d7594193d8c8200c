package dev.groovebox.spec.threat

import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ContainerStatus
import dev.groovebox.sandbox.operation.ExecOperation
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ExecSpec
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.spec.Groovebox
import java.nio.file.Files
import java.time.Duration
import java.util.concurrent.Callable
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.TimeUnit
import spock.lang.Timeout

/** Many at once on the same containers, and who is killed in the middle of a block. {@code -Dgroovebox.together.seconds=60} for longer. */
@Timeout(240)
class TogetherSpec extends ThreatSpecification {
    static final int SECONDS = Integer.getInteger('groovebox.together.seconds', 12)
    static final int PEOPLE = 20
    /** What somebody else's command makes of one's own. */
    static final List<FailureKind> OTHERS_DOING = [FailureKind.NOT_FOUND, FailureKind.CONFLICT, FailureKind.BUSY]

    Map<String, Integer> done = new ConcurrentHashMap<>()
    List<String> wrong = [].asSynchronized()

    def 'twenty with an engine each create, start, exec into and remove their own containers, and the same ones'() {
        given:
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS)
        long latest = end + TimeUnit.SECONDS.toNanos(60)
        def goesOn = { System.nanoTime() < end || !isEnough() && System.nanoTime() < latest }

        when:
        def work = (1..PEOPLE).collect { number ->
            threads.submit({
                def random = new Random(number)
                while (goesOn()) {
                    LocalEngine.open(paths).withCloseable { own ->
                        for (int i = 0; i < 10 && goesOn(); i++) {
                            random.nextBoolean() ? onOwn(own, number) : onShared(own, random)
                        }
                    }
                }
            } as Callable)
        }
        work*.get(SECONDS + 120, TimeUnit.SECONDS)
        engine.perform(new ContainerOperation.ListContainers(true)).each { engine.perform(new ContainerOperation.RemoveContainer(it.id(), true)) }
        LocalEngine.open(paths).close()

        then: 'nobody saw a wrong state, and everybody came to something'
        wrong == []
        isEnough()

        and: 'nothing stays'
        Files.list(paths.containers()).toList() == []
        Files.list(paths.root().resolve('names')).toList() == []
    }

    def 'when a script is killed in a block with a container, nothing of it is there after the next command'() {
        given:
        def script = Files.writeString(scratch.path.resolve('block.groovy'), '''
            withContainer(container { image 'busybox'; cmd 'sleep', '60'; network none }) { box ->
                println box.status
                sleep 60_000
            }'''.stripIndent())
        def process = new ProcessBuilder(Groovebox.launcher().toString(), '--root', paths.root().toString(), script.toString()).redirectErrorStream(true).start()
        def said = process.inputReader().readLine()

        when:
        process.descendants().filter { it.info().command().orElse('').endsWith('java') }.forEach { it.destroyForcibly() }
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)
        def monitorGoes = (1..1000).any { sleep(20); engine.perform(new ContainerOperation.ListContainers(false)) == [] }
        LocalEngine.open(paths).close()

        then:
        said == 'RUNNING'
        monitorGoes
        engine.perform(new ContainerOperation.ListContainers(true)) == []
        left() == []
    }

    /** Nobody else knows of it, so everything must go as it is told. */
    private void onOwn(Engine own, int number) {
        def name = "own-$number".toString()
        try {
            own.perform(new ContainerOperation.CreateContainer(sleeper(name), false))
            own.perform(new ContainerOperation.StartContainer(name))
            def before = own.perform(new ContainerOperation.FindContainer(name)).get()
            check(before.status() == ContainerStatus.RUNNING, "$name is ${before.status()} when it has been started")
            check(execute(own, name) == 0, "$name: an exec failed")
            own.perform(new ContainerOperation.RemoveContainer(name, true))
            check(own.perform(new ContainerOperation.FindContainer(name)).empty, "$name is there when it has been removed")
            count('own')
        } catch (EngineException e) {
            wrong << "own: $e.message".toString()
        }
    }

    private void onShared(Engine own, Random random) {
        def name = "shared-${random.nextInt(3)}".toString()
        def what = ['create', 'start', 'exec', 'stop', 'remove', 'look'][random.nextInt(6)]
        try {
            switch (what) {
                case 'create': own.perform(new ContainerOperation.RunDetached(sleeper(name), random.nextBoolean())); break
                case 'start': own.perform(new ContainerOperation.StartContainer(name)); break
                case 'exec': check(execute(own, name) in [0, 137], "$name: an exec failed"); break
                case 'stop': own.perform(new ContainerOperation.StopContainer(name, Optional.of(Duration.ZERO), Optional.of('KILL'))); break
                case 'remove': own.perform(new ContainerOperation.RemoveContainer(name, true)); break
                default: look(own)
            }
            count(what)
        } catch (EngineException e) {
            if (!(e.failure().kind() in OTHERS_DOING)) {
                wrong << "$what $name: $e.message".toString()
            }
        }
    }

    private void look(Engine own) {
        own.perform(new ContainerOperation.ListContainers(true)).each {
            check((it.status() == ContainerStatus.RUNNING) == it.pid().present, "${it.name()} is ${it.status()} with process ${it.pid()}")
        }
    }

    private static int execute(Engine own, String name) {
        own.perform(new ExecOperation.Exec(name, ExecSpec.builder(['true']).build(), new Stdio.Capture(Optional.empty()))).exitCode()
    }

    private static ContainerSpec sleeper(String name) {
        ContainerSpec.builder('busybox').name(name).command(['sleep', '60']).network(new NetworkSpec.None()).build()
    }

    private boolean isEnough() {
        ['own', 'create', 'start', 'exec', 'stop', 'remove'].every { (done[it] ?: 0) >= 3 }
    }

    private void check(boolean right, String what) {
        if (!right) {
            wrong << what
        }
    }

    private void count(String what) {
        done.merge(what, 1) { a, b -> a + b }
    }
}
