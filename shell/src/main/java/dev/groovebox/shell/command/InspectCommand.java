package dev.groovebox.shell.command;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.json.JsonValue;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.operation.ImageOperation.InspectImage;
import dev.groovebox.sandbox.operation.NetworkOperation.InspectNetwork;
import dev.groovebox.sandbox.operation.VolumeOperation.InspectVolume;
import dev.groovebox.sandbox.operation.ObservationOperation.InspectContainer;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.render.DocumentTemplate;
import dev.groovebox.shell.render.NetworkListing;
import dev.groovebox.shell.render.VolumeListing;
import dev.groovebox.shell.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Prints all that is known of objects of any kind, in docker's shape. */
final class InspectCommand implements Command {
    /** A kind of object and how one is asked for; the first kind that has the name is meant. */
    private record Kind(String type, BiFunction<Session, String, JsonObject> document) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("container", (session, name) -> session.perform(new InspectContainer(name))),
            new Kind("image", (session, name) -> session.perform(new InspectImage(name)).document()),
            new Kind("network", (session, name) -> NetworkListing.document(session.perform(new InspectNetwork(name)))),
            new Kind("volume", (session, name) -> VolumeListing.document(session.perform(new InspectVolume(name)))));

    private final Optional<String> only;

    /** @param only the one kind that is looked for, as in {@code image inspect} */
    InspectCommand(Optional<String> only) {
        this.only = only;
    }

    @Override
    public Grammar grammar() {
        String name = only.map(type -> type + " inspect").orElse("inspect");
        Grammar grammar = new Grammar(name, "[OPTIONS] NAME|ID [NAME|ID...]", "Show all that is known of objects")
                .value("-f --format", "FORMAT", "json, or a template such as '{{.Config.Env}}' or '{{json .Config}}'");
        return only.isPresent() ? grammar : grammar.value("--type", "TYPE", "Only objects of this kind: " + types());
    }

    private static String types() {
        return String.join(", ", KINDS.stream().map(Kind::type).toList());
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        Optional<String> format = arguments.value("--format");
        List<Kind> kinds = kinds(only.isPresent() ? only : arguments.value("--type"));
        List<JsonObject> documents = new ArrayList<>();
        int code = session.forEach(
                arguments.atLeastOneWord("NAME"), name -> documents.add(document(session, kinds, name)));
        if (format.isEmpty() || format.get().equals("json")) {
            session.console().print(Json.text(new JsonValue.Array(List.copyOf(documents)), format.isEmpty()));
        } else {
            documents.forEach(document -> session.console().print(DocumentTemplate.apply(format.get(), document)));
        }
        return code;
    }

    private static List<Kind> kinds(Optional<String> type) {
        if (type.isEmpty()) {
            return KINDS;
        }
        List<Kind> kinds = KINDS.stream().filter(kind -> kind.type().equals(type.get())).toList();
        if (kinds.isEmpty()) {
            throw new UsageException("--type '" + type.get() + "' is none of " + types());
        }
        return kinds;
    }

    private static JsonObject document(Session session, List<Kind> kinds, String name) {
        List<EngineException> failures = new ArrayList<>();
        for (Kind kind : kinds) {
            try {
                return kind.document().apply(session, name);
            } catch (EngineException e) {
                if (e.failure().kind() != FailureKind.NOT_FOUND) {
                    throw e;
                }
                failures.add(e);
            }
        }
        throw failures.size() == 1 ? failures.get(0) : new EngineException(
                FailureKind.NOT_FOUND, "cannot find", name, "no object has this name or id", "see 'groovebox ps -a' and 'groovebox images'");
    }
}
