package dev.groovebox.dsl;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.json.JsonValue;
import dev.groovebox.sandbox.operation.ContainerStats;
import dev.groovebox.sandbox.operation.CopyOperation;
import dev.groovebox.sandbox.operation.ExecOperation;
import dev.groovebox.sandbox.operation.ExecSummary;
import dev.groovebox.sandbox.operation.FileChange;
import dev.groovebox.sandbox.operation.LogLine;
import dev.groovebox.sandbox.operation.ObservationOperation;
import dev.groovebox.sandbox.operation.Operation;
import dev.groovebox.sandbox.operation.ProcessSample;
import dev.groovebox.sandbox.operation.RunResult;
import dev.groovebox.sandbox.operation.SandboxExplanation;
import dev.groovebox.sandbox.operation.Stdio;
import dev.groovebox.sandbox.spec.SignalNumber;
import groovy.lang.Closure;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a script does inside a container that is there: programs beside its own, files, its log, and how it is. */
public abstract class ContainerInside {
    private final ScriptContext context;
    private final String id;

    ContainerInside(ScriptContext context, String id) {
        this.context = context;
        this.id = id;
    }

    public final String getId() {
        return id;
    }

    /** Runs a program in it. One text is the shell form, several words the exec form. A program that fails is a result. */
    public final RunResult exec(Object... command) {
        return exec(Map.of(), command);
    }

    /** @param options user:, workdir:, env:, privileged:, terminal:, timeout: and stdin: */
    public final RunResult exec(Map<String, ?> options, Object... command) {
        boolean hears = command.length > 0 && command[command.length - 1] instanceof Closure;
        Object[] words = hears ? java.util.Arrays.copyOf(command, command.length - 1) : command;
        ExecSettings settings = ExecSettings.of(options, words);
        Optional<InputStream> input = settings.input().map(ByteArrayInputStream::new);
        if (!hears) {
            return perform(new ExecOperation.Exec(id, settings.spec(), new Stdio.Capture(input)));
        }
        LineHearer hearer = new LineHearer((Closure<?>) command[command.length - 1], Thread.currentThread());
        return context.perform(new ExecOperation.Exec(id, settings.spec(), new Stdio.Lines(hearer, input)), hearer);
    }

    /** Starts a program in it that goes on without the script; answers its id. */
    public final String execDetached(Object... command) {
        return execDetached(Map.of(), command);
    }

    /** @param options as of {@link #exec(Map, Object...)}, but stdin: */
    public final String execDetached(Map<String, ?> options, Object... command) {
        if (options.containsKey("stdin")) {
            Problems.FAIL.problem("stdin", "execDetached takes no 'stdin:': nobody is there to write it");
        }
        return perform(new ExecOperation.ExecDetached(id, ExecSettings.of(options, command).spec()));
    }

    /** The programs that run in it beside its own. */
    public final List<ExecSummary> getExecs() {
        return perform(new ExecOperation.ListExecs(id));
    }

    /** Kills a program that was started by exec. */
    public final void killExec(String exec) {
        killExec(exec, "KILL");
    }

    /** Signals a program that was started by exec. */
    public final void killExec(String exec, String signal) {
        OptionalInt number = SignalNumber.of(signal);
        if (number.isEmpty()) {
            Problems.FAIL.problem("killExec", "killExec takes a signal such as 'TERM', not '" + signal + "'");
        }
        context.cleanUp(new ExecOperation.KillExec(exec, number.orElseThrow()));
    }

    /** Copies a file or folder of this machine into it. */
    public final void copyTo(String source, String target) {
        copyTo(Map.of(), source, target);
    }

    /** @param options followLink: of the source; keepOwner: else the files belong to root */
    public final void copyTo(Map<String, ?> options, String source, String target) {
        NamedValues named = new NamedValues(Problems.FAIL, "copyTo", options, "followLink", "keepOwner");
        perform(new CopyOperation.CopyToContainer(
                source, context.folder(), named.flag("followLink"), id, target, named.flag("keepOwner")));
    }

    /** Copies a file or folder of it to this machine. */
    public final void copyFrom(String source, String target) {
        copyFrom(Map.of(), source, target);
    }

    /** @param options followLink: of the source; keepOwner: else the files are ours */
    public final void copyFrom(Map<String, ?> options, String source, String target) {
        NamedValues named = new NamedValues(Problems.FAIL, "copyFrom", options, "followLink", "keepOwner");
        perform(new CopyOperation.CopyFromContainer(
                id, source, named.flag("followLink"), context.folder(), target, named.flag("keepOwner")));
    }

    /** The lines of both its streams, as they came. */
    public final List<LogLine> log() {
        return log(Map.of());
    }

    /** @param options tail: a number, since: and until: an Instant, or a Duration ago */
    public final List<LogLine> log(Map<String, ?> options) {
        List<LogLine> lines = new ArrayList<>();
        perform(new ObservationOperation.ReadLogs(id, LogOptions.query(options, false), lines::add));
        return lines;
    }

    /** Hands over its lines as they come, until it has ended. */
    public final void followLog(Closure<?> lines) {
        followLog(Map.of(), lines);
    }

    /** @param options as of {@link #log(Map)} */
    public final void followLog(Map<String, ?> options, Closure<?> lines) {
        LineHearer hearer = new LineHearer(lines, Thread.currentThread());
        context.perform(new ObservationOperation.ReadLogs(id, LogOptions.query(options, true),
                line -> hearer.accept(line.stream(), line.text())), hearer);
    }

    public final List<FileChange> diff() {
        return perform(new ObservationOperation.DiffContainer(id));
    }

    public final List<ProcessSample> top() {
        return perform(new ObservationOperation.TopContainer(id));
    }

    public final ContainerStats stats() {
        return perform(new ObservationOperation.SampleStats(List.of(id))).get(0);
    }

    /** How its sandbox is made, as the kernel tells it. */
    public final SandboxExplanation explain() {
        return perform(new ObservationOperation.ExplainContainer(id));
    }

    /** All that is known of it, as maps and lists with docker's names. */
    public final Map<String, Object> inspect() {
        return map(perform(new ObservationOperation.InspectContainer(id)));
    }

    private static Map<String, Object> map(JsonObject object) {
        Map<String, Object> values = new LinkedHashMap<>();
        object.members().forEach((name, value) -> plain(value).ifPresent(plain -> values.put(name, plain)));
        return values;
    }

    private static Optional<Object> plain(JsonValue value) {
        if (value instanceof JsonObject object) {
            return Optional.of(map(object));
        }
        if (value instanceof JsonValue.Array array) {
            return Optional.of(array.elements().stream().flatMap(element -> plain(element).stream()).toList());
        }
        if (value instanceof JsonValue.Text text) {
            return Optional.of(text.value());
        }
        if (value instanceof JsonValue.Number number) {
            return Optional.of(number.value());
        }
        return value instanceof JsonValue.Bool bool ? Optional.of(bool.value()) : Optional.empty();
    }

    final <R> R perform(Operation<R> operation) {
        return context.perform(operation);
    }

    final ScriptContext context() {
        return context;
    }
}
