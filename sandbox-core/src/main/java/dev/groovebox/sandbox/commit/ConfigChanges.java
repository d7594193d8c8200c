package dev.groovebox.sandbox.commit;

import dev.groovebox.registry.oci.Healthcheck;
import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.ContainerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How an image runs after a commit: as its container did, and then as the changes say. Pure. */
public final class ConfigChanges {
    private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

    private ConfigChanges() {}

    /** What was asked of the container becomes the image's default, as docker does it. */
    static Execution ofContainer(Execution image, ContainerSpec spec) {
        Execution execution = withPairs(image, spec.environment());
        if (spec.entrypoint().isPresent()) {
            execution = execution.withEntrypoint(spec.entrypoint().get()).withCommand(spec.command());
        } else if (!spec.command().isEmpty()) {
            execution = execution.withCommand(spec.command());
        }
        execution = execution.withUser(spec.user().orElse(execution.user()));
        execution = execution.withWorkingFolder(spec.workingFolder().orElse(execution.workingFolder()));
        execution = execution.withLabels(merged(execution.labels(), spec.labels()));
        return spec.stopSignal().isPresent() ? execution.withStopSignal(spec.stopSignal()) : execution;
    }

    /**
     * In their order, variables replaced by what the environment says at each place.
     *
     * @throws EngineException when a change is of files
     */
    public static Execution applied(Execution execution, List<BuildStep> changes) {
        Execution changed = execution;
        boolean commandSet = false;
        for (BuildStep change : changes) {
            changed = changed(changed, ExpandedChange.of(change, changed));
            commandSet |= change instanceof BuildStep.Cmd;
            if (change instanceof BuildStep.Entrypoint && !commandSet) {
                changed = changed.withCommand(List.of()); // docker's rule: the old one was meant for the old ENTRYPOINT
            }
        }
        return changed;
    }

    /** @throws EngineException when a change is of files */
    static Execution changed(Execution execution, BuildStep change) {
        if (change instanceof BuildStep.Env env) {
            return withPairs(execution, env.values());
        } else if (change instanceof BuildStep.Label label) {
            return execution.withLabels(merged(execution.labels(), label.values()));
        } else if (change instanceof BuildStep.User user) {
            return execution.withUser(user.user());
        } else if (change instanceof BuildStep.Workdir workdir) {
            return execution.withWorkingFolder(absolute(workdir.path(), execution.workingFolder()));
        } else if (change instanceof BuildStep.Expose expose) {
            return execution.withExposedPorts(union(execution.exposedPorts(), withProtocol(expose.ports())));
        } else if (change instanceof BuildStep.Volume volume) {
            return execution.withVolumes(union(execution.volumes(), volume.paths()));
        }
        return changedProgram(execution, change);
    }

    private static Execution changedProgram(Execution execution, BuildStep change) {
        List<String> shell = execution.shell().isEmpty() ? DEFAULT_SHELL : execution.shell();
        if (change instanceof BuildStep.Cmd cmd) {
            return execution.withCommand(cmd.command().under(shell));
        } else if (change instanceof BuildStep.Entrypoint entrypoint) {
            return execution.withEntrypoint(entrypoint.command().under(shell));
        } else if (change instanceof BuildStep.Shell words) {
            return execution.withShell(words.program());
        } else if (change instanceof BuildStep.StopSignal stop) {
            return execution.withStopSignal(Optional.of(stop.signal()));
        } else if (change instanceof BuildStep.OnBuild trigger) {
            List<String> triggers = new ArrayList<>(execution.onBuild());
            triggers.add(trigger.trigger());
            return execution.withOnBuild(triggers);
        } else if (change instanceof BuildStep.Healthcheck check) {
            return execution.withHealthcheck(Optional.of(healthcheck(check)));
        }
        throw new EngineException(FailureKind.INVALID, "cannot commit with the change", change.words(),
                "a commit changes no file", "use one of CMD, ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, SHELL, STOPSIGNAL, USER, VOLUME, WORKDIR");
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

    /** A name that is there keeps its place. */
    private static Execution withPairs(Execution execution, Map<String, String> values) {
        Map<String, String> byName = new LinkedHashMap<>();
        execution.environment().forEach(pair -> byName.put(nameOf(pair), pair));
        values.forEach((name, value) -> byName.put(name, name + "=" + value));
        return execution.withEnvironment(List.copyOf(byName.values()));
    }

    private static String nameOf(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0 ? pair : pair.substring(0, equals);
    }

    private static Map<String, String> merged(Map<String, String> old, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(old);
        all.putAll(more);
        return all;
    }

    private static List<String> union(List<String> old, List<String> more) {
        Set<String> all = new LinkedHashSet<>(old);
        all.addAll(more);
        return List.copyOf(all);
    }

    private static List<String> withProtocol(List<String> ports) {
        return ports.stream().map(port -> port.contains("/") ? port : port + "/tcp").toList();
    }

    private static String absolute(String path, String from) {
        return path.startsWith("/") ? path : (from.isEmpty() || from.equals("/") ? "" : from) + "/" + path;
    }
}
