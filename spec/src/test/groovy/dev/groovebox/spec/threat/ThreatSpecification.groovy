package dev.groovebox.spec.threat

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.storage.EnginePaths
import dev.groovebox.spec.MachineSnapshot
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.Callable
import java.util.concurrent.ExecutionException
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.TimeUnit
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/**
 * What the specs of threats share: an engine with hostile images, a folder that stands for the rest of the machine, and
 * the judgement. Whatever a feature does, the folder stays as it is to the byte, nothing of the engine is left on the
 * machine, and every run ends within the deadline.
 */
@Requires(
        value = { System.getProperty('user.name') == 'root' && Files.exists(BusyboxImage.PROGRAM) },
        reason = 'needs root and a static busybox',
        inherited = true)
abstract class ThreatSpecification extends Specification {
    static final DEADLINE_SECONDS = 30

    @Shared
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    @Shared
    EnginePaths paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    /** Made by the spec: no spec leads to a folder of the machine itself. */
    @Shared
    Path victim = Files.createDirectories(scratch.path.resolve('victim/inner')).parent
    @Shared
    CraftedImages images
    @Shared
    @AutoCleanup
    Engine engine
    @Shared
    @AutoCleanup('shutdownNow')
    def threads = Executors.newCachedThreadPool { new Thread(it).tap { it.daemon = true } }
    /** What a feature runs; at its beginning, "busybox". */
    @Shared
    String image
    MachineSnapshot before

    def setupSpec() {
        Files.writeString(victim.resolve('precious'), 'precious\n')
        Files.writeString(victim.resolve('inner/hosts'), 'precious too\n')
        images = new CraftedImages(paths)
        engine = LocalEngine.open(paths)
        image = 'busybox'
        run(['true']) // from its first container on, an engine has a place for what it deletes later
    }

    def setup() {
        image = 'busybox'
        before = MachineSnapshot.take(engineRoot: paths.root(), sentinel: victim)
    }

    def cleanup() {
        assert left() == []
    }

    /** What is on the machine that was not, and the reverse; without the groups' parents, which are not this engine's alone. */
    List<String> left() {
        before.differences { !(it =~ /^\w+: cgroup \/sys\/fs\/cgroup\/[^\/]+\/groovebox[^\/]*$/) }
    }

    /** Runs a command in a container of the feature's image. */
    RunResult run(List<String> command, @DelegatesTo(ContainerSpecBuilder) Closure more = {}) {
        ended(start(command, more))
    }

    /** Why a run was refused: one line; fails when it was not. */
    EngineException refusal(List<String> command, @DelegatesTo(ContainerSpecBuilder) Closure more = {}) {
        try {
            def result = run(command, more)
            throw new AssertionError("not refused: $result" as Object)
        } catch (EngineException e) {
            assert e.message.readLines().size() == 1
            return e
        }
    }

    /** A run that goes on while the spec does something. */
    Future<RunResult> start(List<String> command, @DelegatesTo(ContainerSpecBuilder) Closure more = {}) {
        def builder = ContainerSpec.builder(image).command(command*.toString()).remove(true).network(new NetworkSpec.None())
        builder.with(more)
        def spec = builder.build()
        threads.submit({ engine.perform(new ContainerOperation.RunContainer(spec, new Stdio.Capture(Optional.empty()))) } as Callable)
    }

    RunResult ended(Future<RunResult> run) {
        try {
            run.get(DEADLINE_SECONDS, TimeUnit.SECONDS)
        } catch (ExecutionException e) {
            throw e.cause
        } finally {
            run.cancel(true)
        }
    }

    /** What the intruder's tries came to. */
    Map<String, String> intrude(List<String> arguments, @DelegatesTo(ContainerSpecBuilder) Closure more = {}) {
        def result = run(['intruder', *arguments], more)
        assert result.exitCode() == 0: result
        Intruder.results(result.out())
    }
}
