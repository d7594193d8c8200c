package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerStats;
import dev.groovebox.sandbox.operation.ObservationOperation.SampleStats;
import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.render.StatsListing;
import dev.groovebox.shell.session.Session;
import java.util.List;

/** On a terminal a table that is drawn anew each second; else one round after the other. */
final class StatsCommand implements Command {
    private static final long ROUND_MILLIS = 1000;
    private static final String HOME = "\u001b[H";
    private static final String CLEAR = "\u001b[2J";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";

    @Override
    public Grammar grammar() {
        return new Grammar("stats", "[OPTIONS] [CONTAINER...]", "Show what containers use: all that run, or those named")
                .flag("-a --all", "Taken, and has no effect: what does not run uses nothing")
                .value("--format", "FORMAT", "table, json, or a template such as '{{.Name}} {{.MemUsage}}'")
                .flag("--no-stream", "Only once")
                .flag("--no-trunc", "Do not shorten ids");
    }

    @Override
    public int execute(Arguments arguments, Session session) throws InterruptedException {
        OutputFormat format = OutputFormat.of(arguments.value("--format"), false);
        boolean truncated = !arguments.flag("--no-trunc");
        try (ForwardedSignals signals = ForwardedSignals.from(Thread.currentThread())) {
            List<ContainerStats> before = session.perform(new SampleStats(arguments.words()));
            if (arguments.flag("--no-stream")) {
                Thread.sleep(ROUND_MILLIS);
                List<ContainerStats> now = session.perform(new SampleStats(arguments.words()));
                session.console().print(StatsListing.since(before, truncated).lines(format, now));
                return 0;
            }
            return stream(arguments, session, format, truncated, before);
        }
    }

    private static int stream(Arguments arguments, Session session, OutputFormat format, boolean truncated,
            List<ContainerStats> first) throws InterruptedException {
        Console console = session.console();
        boolean drawn = console.outIsTerminal() && format instanceof OutputFormat.DefaultTable;
        List<ContainerStats> before = first;
        if (drawn) {
            console.out().print(HIDE_CURSOR + HOME + CLEAR);
        }
        try {
            while (true) {
                Thread.sleep(ROUND_MILLIS);
                List<ContainerStats> now = session.perform(new SampleStats(arguments.words()));
                List<String> lines = StatsListing.since(before, truncated).lines(format, now);
                if (drawn) {
                    console.out().print(HOME);
                    lines.forEach(line -> console.out().print(line + CLEAR_LINE + "\r\n"));
                    console.out().print(CLEAR_BELOW);
                } else {
                    console.print(lines);
                }
                console.out().flush();
                before = now;
            }
        } finally {
            if (drawn) {
                console.out().print(SHOW_CURSOR);
                console.out().flush();
            }
        }
    }
}
