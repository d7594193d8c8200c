package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.LogQuery;
import dev.groovebox.sandbox.operation.ObservationOperation.ReadLogs;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.PointInTime;
import dev.groovebox.shell.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the container wrote to stdout goes to ours, and what it wrote to stderr to ours. */
final class LogsCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("logs", "[OPTIONS] CONTAINER", "Show what a container has written")
                .flag("-f --follow", "Go on with what it writes until it ends")
                .value("--since", "TIME", "Only lines from then on: 2026-11-24T18:00:00Z, or 10m ago")
                .value("--until", "TIME", "Only lines up to then")
                .value("-n --tail", "NUMBER", "Only so many lines, the last ones; all: every one")
                .flag("-t --timestamps", "Begin each line with its time");
    }

    @Override
    public int execute(Arguments arguments, Session session) throws InterruptedException {
        List<String> words = arguments.atLeastOneWord("CONTAINER");
        if (words.size() > 1) {
            throw new UsageException("takes one CONTAINER");
        }
        Instant now = Instant.now();
        LogQuery query = new LogQuery(
                arguments.value("--tail").map(LogsCommand::tail).orElse(OptionalLong.empty()),
                arguments.value("--since").map(text -> PointInTime.parse("--since", text, now)),
                arguments.value("--until").map(text -> PointInTime.parse("--until", text, now)),
                arguments.flag("-f"));
        LogOutput output = new LogOutput(session.console(), arguments.flag("-t"));
        try (ForwardedSignals signals = ForwardedSignals.from(Thread.currentThread())) {
            session.perform(new ReadLogs(words.get(0), query, output));
        } finally {
            output.caughtUp();
        }
        return 0;
    }

    private static OptionalLong tail(String text) {
        if (text.equals("all")) {
            return OptionalLong.empty();
        }
        try {
            long lines = Long.parseLong(text);
            return lines < 0 ? OptionalLong.empty() : OptionalLong.of(lines);
        } catch (NumberFormatException e) {
            throw new UsageException("--tail '" + text + "' is no number of lines, and not all");
        }
    }
}
