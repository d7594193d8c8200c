package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.event.OutputStreamName;
import dev.groovebox.sandbox.launch.LaunchPlan;
import dev.groovebox.sandbox.operation.Stdio;
import dev.groovebox.sandbox.spec.BuildOptions;
import dev.groovebox.sandbox.spec.NetworkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/** Runs a build's RUN step in a sandbox like a container's. The engine implements it; the builder only asks. */
public interface StepRunner {
    /**
     * Runs the command to its end. Whatever the step leaves running is ended.
     *
     * @throws dev.groovebox.sandbox.failure.EngineException when it can't be started
     */
    StepResult run(StepRun run) throws IOException, InterruptedException;

    /** The same with its streams elsewhere: for a person to look around. */
    StepResult shell(StepRun run, Stdio stdio) throws IOException, InterruptedException;

    /**
     * @param layers the folders under the step, topmost first
     * @param upper an empty folder that receives what the step writes
     * @param work an empty folder beside {@code upper}, on the same filesystem, for overlayfs
     * @param environment NAME=value
     * @param hiddenEnvironment likewise, and written down nowhere
     * @param workingFolder absolute; made when missing
     * @param user docker's form, empty for root
     * @param mounts beside the usual ones
     * @param options for limits and names of hosts
     * @param lines hears each line of output
     */
    record StepRun(
            List<Path> layers,
            Path upper,
            Path work,
            List<String> command,
            List<String> environment,
            List<String> hiddenEnvironment,
            String workingFolder,
            String user,
            List<LaunchPlan.Mount> mounts,
            NetworkSpec network,
            BuildOptions options,
            BiConsumer<OutputStreamName, String> lines) {
        StepRun withCommand(List<String> value) {
            return new StepRun(layers, upper, work, value, environment, hiddenEnvironment, workingFolder, user, mounts,
                    network, options, lines);
        }
    }

    /** @param oom one of its processes was killed for want of memory */
    record StepResult(int exitCode, boolean oom) {}
}
