package dev.groovebox.shell.option;

import dev.groovebox.sandbox.spec.ContainerSpecBuilder;
import dev.groovebox.sandbox.spec.Limits;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the options that bound what a container may use. */
public final class LimitOptions {
    private LimitOptions() {}

    static void add(Grammar grammar) {
        addUpdatable(grammar);
        grammar.value("--ulimit", "NAME=SOFT[:HARD]", "Limit of one process: nofile=1024:2048")
                .value("--oom-score-adj", "NUMBER", "How early the kernel kills it for want of memory, -1000 to 1000");
    }

    /** Those that can be changed while a container runs. */
    public static void addUpdatable(Grammar grammar) {
        grammar.value("-m --memory", "SIZE", "Limit of memory: 64m, 1.5g")
                .value("--memory-swap", "SIZE", "Limit of memory and swap together; -1: no limit of swap")
                .value("--memory-reservation", "SIZE", "Memory kept when the machine runs short")
                .value("--cpus", "NUMBER", "Processors' worth of time: 1.5")
                .value("-c --cpu-shares", "WEIGHT", "Relative weight of processor time")
                .value("--cpuset-cpus", "LIST", "Processors allowed: 0-2,4")
                .value("--cpuset-mems", "LIST", "Memory nodes allowed: 0-1")
                .value("--pids-limit", "NUMBER", "Limit of processes and threads; -1: none")
                .value("--blkio-weight", "WEIGHT", "Relative weight of block I/O, 10 to 1000");
    }

    static void read(Arguments arguments, ContainerSpecBuilder spec) {
        spec.limits(limits(arguments, OptionalLong.empty()));
        arguments.value("--oom-score-adj").ifPresent(
                text -> spec.oomScoreAdjustment(Numbers.integer("--oom-score-adj", text)));
        arguments.list("--ulimit").forEach(text -> readUlimit(text, spec));
    }

    /** Of a container that is there: "none" is a change, too. */
    public static Limits changes(Arguments arguments) {
        return limits(arguments, OptionalLong.of(Limits.ANY_NUMBER));
    }

    private static Limits limits(Arguments arguments, OptionalLong anyPids) {
        return new Limits(
                size(arguments, "--memory"),
                arguments.value("--memory-swap").filter("-1"::equals).isPresent()
                        ? OptionalLong.of(-1)
                        : size(arguments, "--memory-swap"),
                size(arguments, "--memory-reservation"),
                arguments.value("--cpus").map(text -> Numbers.decimal("--cpus", text)),
                integer(arguments, "--cpu-shares"),
                arguments.value("--cpuset-cpus"),
                arguments.value("--cpuset-mems"),
                pids(arguments, anyPids),
                integer(arguments, "--blkio-weight"));
    }

    private static OptionalLong size(Arguments arguments, String option) {
        Optional<String> text = arguments.value(option);
        return text.isPresent() ? OptionalLong.of(ByteSize.parse(option, text.get())) : OptionalLong.empty();
    }

    private static OptionalInt integer(Arguments arguments, String option) {
        Optional<String> text = arguments.value(option);
        return text.isPresent() ? OptionalInt.of(Numbers.integer(option, text.get())) : OptionalInt.empty();
    }

    private static OptionalLong pids(Arguments arguments, OptionalLong any) {
        Optional<String> text = arguments.value("--pids-limit");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        return text.get().equals("-1") ? any : OptionalLong.of(Numbers.whole("--pids-limit", text.get()));
    }

    /** NAME=SOFT[:HARD]; one number is both. */
    private static void readUlimit(String text, ContainerSpecBuilder spec) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new UsageException("--ulimit '" + text + "' is not NAME=SOFT[:HARD]");
        }
        String values = text.substring(equals + 1);
        int colon = values.indexOf(':');
        long soft = Numbers.whole("--ulimit " + text, colon < 0 ? values : values.substring(0, colon));
        long hard = colon < 0 ? soft : Numbers.whole("--ulimit " + text, values.substring(colon + 1));
        spec.ulimit(text.substring(0, equals), soft, hard);
    }
}
