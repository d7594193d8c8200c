package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.Healthcheck;
import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.ExposedPorts;
import dev.groovebox.sandbox.spec.SignalNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The steps that change no file but what the image says of itself. */
final class ConfigSteps {
    private ConfigSteps() {}

    static BuildState apply(BuildState state, BuildStep step) {
        if (step instanceof BuildStep.Cmd cmd) {
            List<String> command = cmd.command().under(Executions.shell(state.execution()));
            return state.withExecution(state.execution().withCommand(command), step.words()).withCommandSet();
        } else if (step instanceof BuildStep.Entrypoint entrypoint) {
            return entrypoint(state, entrypoint);
        } else if (step instanceof BuildStep.Maintainer maintainer) {
            return state.withAuthor(maintainer.name(), step.words());
        }
        return state.withExecution(changed(state.execution(), step), step.words());
    }

    private static Execution changed(Execution execution, BuildStep step) {
        if (step instanceof BuildStep.Env env) {
            return Executions.withEnvironment(execution, env.values());
        } else if (step instanceof BuildStep.Label label) {
            return Executions.withLabels(execution, label.values());
        } else if (step instanceof BuildStep.User user) {
            return execution.withUser(user.user());
        } else if (step instanceof BuildStep.Expose expose) {
            return execution.withExposedPorts(ports(execution, expose));
        } else if (step instanceof BuildStep.Volume volume) {
            return execution.withVolumes(union(execution.volumes(), volume.paths()));
        } else if (step instanceof BuildStep.Shell shell) {
            return execution.withShell(shell.program());
        } else if (step instanceof BuildStep.StopSignal stop) {
            return execution.withStopSignal(java.util.Optional.of(signal(stop.signal())));
        } else if (step instanceof BuildStep.Healthcheck check) {
            return execution.withHealthcheck(java.util.Optional.of(healthcheck(check)));
        } else if (step instanceof BuildStep.OnBuild onBuild) {
            List<String> triggers = new ArrayList<>(execution.onBuild());
            triggers.add(onBuild.trigger());
            return execution.withOnBuild(triggers);
        }
        throw new IllegalStateException("no such step: " + step);
    }

    /** Docker's rule: a new ENTRYPOINT drops the base's CMD, which was meant for the old one. */
    private static BuildState entrypoint(BuildState state, BuildStep.Entrypoint step) {
        Execution execution = state.execution().withEntrypoint(step.command().under(Executions.shell(state.execution())));
        return state.withExecution(state.commandSet() ? execution : execution.withCommand(List.of()), step.words());
    }

    private static String signal(String text) {
        if (SignalNumber.of(text).isEmpty()) {
            throw new EngineException(FailureKind.INVALID, "cannot use stop signal", text, "there is no such signal", "");
        }
        return text;
    }

    /** Docker keeps them in order, and a range as its ports. */
    private static List<String> ports(Execution execution, BuildStep.Expose step) {
        TreeSet<String> all = new TreeSet<>(execution.exposedPorts());
        for (String port : step.ports()) {
            try {
                all.addAll(ExposedPorts.parse(port));
            } catch (IllegalArgumentException e) {
                throw new EngineException(FailureKind.INVALID, "cannot expose", port, e.getMessage(), "");
            }
        }
        return List.copyOf(all);
    }

    private static List<String> union(List<String> some, List<String> more) {
        TreeSet<String> all = new TreeSet<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    private static Healthcheck healthcheck(BuildStep.Healthcheck check) {
        if (check.command().isEmpty()) {
            return Healthcheck.NONE;
        }
        List<String> test = new ArrayList<>();
        test.add(check.command().get().shellForm() ? "CMD-SHELL" : "CMD");
        test.addAll(check.command().get().words());
        return new Healthcheck(test, check.interval(), check.timeout(), check.startPeriod(), check.startInterval(), check.retries());
    }
}
