package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.EventFilter;
import dev.groovebox.sandbox.operation.EventQuery;
import dev.groovebox.sandbox.operation.ObservationOperation;
import dev.groovebox.sandbox.operation.SystemEvent;
import groovy.lang.Binding;
import groovy.lang.Closure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The verb about what is done to the engine's objects. */
public abstract class EventWords extends ImageWords {
    EventWords() {}

    EventWords(Binding binding) {
        super(binding);
    }

    @Word(value = "what was done to containers, images, networks and volumes; with a block also what comes, until it answers false",
            takes = "() or since:, until:, filter:, and a block", example = "events(since: 1.hour, filter: [event: 'die']).each { println it.id }")
    public List<SystemEvent> events(Map<String, ?> options) {
        List<SystemEvent> events = new ArrayList<>();
        EventQuery asked = query(options);
        perform(new EventQuery(asked.since(), asked.until().or(() -> Optional.of(Instant.now())), asked.filter()), events::add);
        return events;
    }

    public List<SystemEvent> events() {
        return events(Map.of());
    }

    public void events(Closure<?> each) {
        events(Map.of(), each);
    }

    public void events(Map<String, ?> options, Closure<?> each) {
        perform(query(options), event -> !Boolean.FALSE.equals(each.call(event)));
    }

    private void perform(EventQuery query, Predicate<SystemEvent> consumer) {
        context().perform(new ObservationOperation.StreamEvents(query, consumer));
    }

    private static EventQuery query(Map<String, ?> options) {
        NamedValues named = new NamedValues(Problems.FAIL, "events", options, "since", "until", "filter");
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        NamedValues filter = new NamedValues(
                Problems.FAIL, "filter", named.named("filter"), EventFilter.KEYS.toArray(new String[0]));
        named.named("filter").keySet().forEach(key -> wanted.put(key, filter.texts(key)));
        return new EventQuery(
                LogOptions.moment("events", options, "since"), LogOptions.moment("events", options, "until"), new EventFilter(wanted));
    }
}
