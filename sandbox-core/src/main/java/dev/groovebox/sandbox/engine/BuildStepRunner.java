package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.sandbox.build.StepRunner;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.operation.Stdio;
import dev.groovebox.sandbox.spec.BuildOptions;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.ContainerSpecBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a build's steps in sandboxes that differ from a container's in nothing but where the changes go. */
final class BuildStepRunner implements StepRunner {
    private static final String NAME = "(build)";
    /** BuildKit's. A container's own id would be in all that writes the machine's name down, and another each time. */
    private static final String HOSTNAME = "buildkitsandbox";

    private final Sandboxes sandboxes;
    private final EventSink events;

    BuildStepRunner(Sandboxes sandboxes, EventSink events) {
        this.sandboxes = sandboxes;
        this.events = events;
    }

    @Override
    public StepResult run(StepRun run) throws IOException, InterruptedException {
        return run(run, spec(run).build(), new Stdio.Lines(run.lines()));
    }

    @Override
    public StepResult shell(StepRun run, Stdio stdio) throws IOException, InterruptedException {
        boolean terminal = stdio instanceof Stdio.Terminal;
        return run(run, spec(run).terminal(terminal).openStdin(true).build(), stdio);
    }

    private static ContainerSpecBuilder spec(StepRun run) {
        BuildOptions options = run.options();
        ContainerSpecBuilder spec = ContainerSpec.builder(NAME).command(run.command()).network(run.network())
                .hostname(HOSTNAME).limits(options.limits()).remove(true);
        options.ulimits().forEach(limit -> spec.ulimit(limit.name(), limit.soft(), limit.hard()));
        options.addedHosts().forEach(spec::addHost);
        return spec;
    }

    private StepResult run(StepRun run, ContainerSpec spec, Stdio stdio) throws IOException, InterruptedException {
        SandboxJob job = new SandboxJob(
                spec,
                NAME,
                "",
                execution(run),
                run.layers(),
                Optional.of(new SandboxJob.Writable(run.upper(), run.work())),
                new SandboxJob.Extras(run.mounts(), run.hiddenEnvironment()));
        Sandboxes.Ended ended = sandboxes.run(sandboxes.create(job, List.of()), job, stdio, events);
        return new StepResult(ended.outcome().exitCode(), ended.outcome().oom());
    }

    /** The step's own surroundings, in the words of an image's configuration. */
    private static ImageConfig.Execution execution(StepRun run) {
        return new ImageConfig.Execution(
                run.user(),
                run.environment(),
                List.of(),
                List.of(),
                run.workingFolder(),
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }
}
