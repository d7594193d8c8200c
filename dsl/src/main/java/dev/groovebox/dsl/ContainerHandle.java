package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.ContainerOperation;
import dev.groovebox.sandbox.operation.EnsuredContainer;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.RunResult;
import dev.groovebox.sandbox.operation.Stdio;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.CommitSpec;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/** A container that a script has described; every run of it is a new one. */
public final class ContainerHandle {
    private final SandboxScript script;
    private final ScriptContext context;
    private final ContainerSpec spec;
    private final ContainerSpec kept;
    private final Optional<byte[]> input;
    private final boolean replace;
    /** The one that was run last, which alone there is to commit when it has no name. */
    private Optional<String> last = Optional.empty();

    /**
     * @param kept the same, but it stays when it has ended
     * @param replace a container that has the name is removed first
     */
    ContainerHandle(SandboxScript script, ContainerSpec spec, ContainerSpec kept, Optional<byte[]> input, boolean replace) {
        this.script = script;
        this.context = script.context();
        this.spec = spec;
        this.kept = kept;
        this.input = input;
        this.replace = replace;
    }

    public ContainerSpec getSpec() {
        return spec;
    }

    /** Runs it to its end. A program that fails is a result, not an error. */
    public RunResult run() {
        return ran(context.perform(new ContainerOperation.RunContainer(spec, new Stdio.Capture(stdin()), replace)));
    }

    /**
     * Runs it to its end and hands over each line as it is written.
     *
     * @param lines takes a line, or a stream's name and a line; never called by two threads at once
     */
    public RunResult run(Closure<?> lines) {
        LineHearer hearer = new LineHearer(lines, Thread.currentThread());
        return ran(context.perform(new ContainerOperation.RunContainer(spec, new Stdio.Lines(hearer, stdin()), replace), hearer));
    }

    private RunResult ran(RunResult result) {
        last = Optional.of(result.container());
        return result;
    }

    /** Makes an image of the container, which must be there: of one that has been run, it was kept. */
    public ImageHandle commit(String image) {
        return new ImageHandle(context, context.perform(
                new ImageOperation.CommitContainer(CommitSpec.of(container(), image))));
    }

    public ImageHandle commit(
            String image, @DelegatesTo(value = CommitBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> words) {
        CommitBlock block = new CommitBlock(script);
        CommitSpec commit = block.evaluate(words, () -> block.spec(container(), image));
        return new ImageHandle(context, context.perform(new ImageOperation.CommitContainer(commit)));
    }

    private String container() {
        return spec.name().or(() -> last).orElse("");
    }

    /** Starts a new one, which goes on when the script has ended. */
    public StartedContainer start() {
        return new StartedContainer(context, context.perform(new ContainerOperation.RunDetached(spec, replace)));
    }

    /** Makes a new one and does not start it yet. It stays until it is removed. */
    public StartedContainer create() {
        return new StartedContainer(context, context.perform(new ContainerOperation.CreateContainer(kept, replace)));
    }

    /**
     * Makes the container of that name run as described: one that is there and equal is left or started, one that
     * differs is made anew, and why is printed.
     */
    public StartedContainer ensure() {
        EnsuredContainer ensured = context.perform(new ContainerOperation.EnsureContainer(kept));
        if (ensured.done() != EnsuredContainer.Done.REUSED) {
            context.warn("container '" + kept.name().orElse("") + "' " + ensured.done().name().toLowerCase(Locale.ROOT)
                    + ": " + ensured.reason());
        }
        return new StartedContainer(context, ensured.id());
    }

    /** Starts a new one for the block alone: when the block or the script ends, however it does, the container does. */
    Object during(Closure<?> body) {
        StartedContainer started =
                new StartedContainer(context, context.perform(new ContainerOperation.RunScoped(spec, replace)));
        try {
            return body.call(started);
        } finally {
            context.cleanUp(new ContainerOperation.RemoveContainer(started.getId(), true, true));
        }
    }

    private Optional<InputStream> stdin() {
        return input.map(ByteArrayInputStream::new);
    }

    @Override
    public String toString() {
        return "container of image '" + spec.image() + "'";
    }
}
