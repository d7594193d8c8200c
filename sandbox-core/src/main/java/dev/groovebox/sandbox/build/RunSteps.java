package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.sandbox.build.cache.StepKey;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.operation.Stdio;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.storage.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** RUN: a program in a sandbox like a container's, on the layers so far. */
final class RunSteps {
    private final BuildSession session;
    private final LayerSteps layers;
    private final RunMounts mounts;
    private final StageArguments arguments;

    RunSteps(BuildSession session, LayerSteps layers, BuildSources sources, StageArguments arguments) {
        this.session = session;
        this.layers = layers;
        this.mounts = new RunMounts(session, sources);
        this.arguments = arguments;
    }

    BuildState run(StepScope scope, BuildState state, BuildStep.Run step) throws IOException, InterruptedException {
        StepKey key = key(scope, state, step);
        return layers.make(scope, state, key, step.words(), upper -> {
            runIn(upper, scope, state, step);
            return key;
        });
    }

    private StepKey key(StepScope scope, BuildState state, BuildStep.Run step) throws IOException, InterruptedException {
        Execution execution = state.execution();
        StepKey.Builder key = StepKey.of("run")
                .part("what lies below", state.chainId())
                .part("the command", step.command().under(Executions.shell(execution)))
                .part("the working folder", execution.workingFolder())
                .part("the user", execution.user())
                .part("the network", network(step));
        for (String pair : arguments.environment(state)) {
            key.part("variable " + Executions.nameOf(pair), pair);
        }
        step.scripts().forEach(script -> key.part("here-document " + script.name(), script.content()));
        session.timestamp().ifPresent(time -> key.part("the timestamp", time.toString()));
        mounts.addTo(key, scope, step.mounts());
        return key.build();
    }

    private String network(BuildStep.Run step) {
        return step.network().isEmpty() ? session.options().network() : step.network();
    }

    private void runIn(Path upper, StepScope scope, BuildState state, BuildStep.Run step)
            throws IOException, InterruptedException {
        LastLines last = new LastLines();
        try (RunMounts.Prepared prepared = mounts.prepare(scope, state, step)) {
            MountStubs stubs = MountStubs.before(session.calls, session.folders(state), prepared.targets());
            StepRunner.StepRun run = new StepRunner.StepRun(
                    session.folders(state),
                    upper,
                    session.staging().newFolder(),
                    step.command().under(Executions.shell(state.execution())),
                    arguments.environment(state),
                    hidden(state, prepared),
                    state.execution().workingFolder().isEmpty() ? "/" : state.execution().workingFolder(),
                    state.execution().user(),
                    prepared.mounts(),
                    networkSpec(network(step)),
                    session.options(),
                    (stream, line) -> {
                        last.add(line);
                        session.events.accept(new Event.StepOutput(scope.number(), stream, line));
                    });
            StepRunner.StepResult result = session.runner.run(run);
            if (result.exitCode() != 0) {
                openShell(scope, run, state, result);
                throw new BuildStepException(session.spec.name(), scope, step.words(), result, last.toList());
            }
            stubs.removeFrom(upper);
        }
    }

    private List<String> hidden(BuildState state, RunMounts.Prepared prepared) {
        List<String> pairs = new ArrayList<>(arguments.proxies(state));
        pairs.addAll(prepared.environment());
        return pairs;
    }

    /** On the files as the step has left them, with its mounts. */
    private void openShell(StepScope scope, StepRunner.StepRun failed, BuildState state, StepRunner.StepResult result)
            throws IOException, InterruptedException {
        Optional<Stdio> stdio = session.takeFailureShell();
        if (stdio.isEmpty()) {
            return;
        }
        List<String> shell = List.of(Executions.shell(state.execution()).get(0));
        // Overlayfs takes no work folder twice that another mount has left something in.
        new FolderTree(session.calls).delete(failed.work());
        Files.createDirectory(failed.work());
        session.events.accept(new Event.ShellOpened(scope.number(), result.exitCode()));
        session.runner.shell(failed.withCommand(shell), stdio.get());
    }

    private static NetworkSpec networkSpec(String word) {
        return switch (word) {
            case "host" -> new NetworkSpec.Host();
            case "none" -> new NetworkSpec.None();
            case "default", "" -> NetworkSpec.ofDefault();
            default -> throw new EngineException(FailureKind.INVALID, "cannot run a step with network", word,
                    "there is no such network for builds", "say default, none or host");
        };
    }
}
