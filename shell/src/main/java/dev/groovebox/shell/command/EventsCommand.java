package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.EventFilter;
import dev.groovebox.sandbox.operation.EventQuery;
import dev.groovebox.sandbox.operation.ObservationOperation.StreamEvents;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.PointInTime;
import dev.groovebox.shell.render.EventText;
import dev.groovebox.shell.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line for each thing that any process does to an object of the engine, as it is done. */
final class EventsCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("events", "[OPTIONS]", "Show what is done to containers, images, networks and volumes, by whatever process")
                .value("-f --filter", "KEY=VALUE", "Only events of a container, event, image, label, network, type or volume")
                .value("--format", "FORMAT", "json, or a template such as '{{.Type}} {{.Action}} {{.Actor.ID}}'")
                .value("--since", "TIME", "Also what was done from then on: 2026-11-24T18:00:00Z, or 10m ago")
                .value("--until", "TIME", "End there, and do not wait for more if that is past");
    }

    @Override
    public int execute(Arguments arguments, Session session) throws InterruptedException {
        arguments.expectNoWords();
        Instant now = Instant.now();
        EventQuery query = new EventQuery(
                arguments.value("--since").map(text -> PointInTime.parse("--since", text, now)),
                arguments.value("--until").map(text -> PointInTime.parse("--until", text, now)),
                filter(arguments.list("--filter")));
        EventText text = EventText.of(arguments.value("--format"));
        try (ForwardedSignals signals = ForwardedSignals.from(Thread.currentThread())) {
            session.perform(new StreamEvents(query, event -> {
                session.console().print(text.line(event));
                return true;
            }));
        }
        return 0;
    }

    private static EventFilter filter(List<String> words) {
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new UsageException("--filter '" + word + "' is no filter such as event=start");
            }
            wanted.computeIfAbsent(word.substring(0, equals), any -> new ArrayList<>()).add(word.substring(equals + 1));
        }
        return new EventFilter(wanted);
    }
}
