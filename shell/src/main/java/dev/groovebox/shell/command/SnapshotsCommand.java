package dev.groovebox.shell.command;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.SnapshotOperation.ListSnapshots;
import dev.groovebox.sandbox.operation.SnapshotSummary;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.render.Column;
import dev.groovebox.shell.render.HumanDuration;
import dev.groovebox.shell.render.Listing;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.render.ShortId;
import dev.groovebox.shell.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

final class SnapshotsCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("snapshots", "[OPTIONS] [CONTAINER]", "List snapshots, oldest first")
                .value("--format", "FORMAT", "table, json, or a template such as '{{.ID}}'")
                .flag("-q --quiet", "Only ids");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        if (arguments.words().size() > 1) {
            throw new UsageException("expects one container at most");
        }
        OutputFormat format = OutputFormat.of(arguments.value("--format"), arguments.flag("-q"));
        session.console().print(listing(Instant.now())
                .lines(format, session.perform(new ListSnapshots(arguments.words().stream().findFirst()))));
        return 0;
    }

    private static Listing<SnapshotSummary> listing(Instant now) {
        List<Column<SnapshotSummary>> columns = List.of(
                new Column<>("SNAPSHOT ID", "ID", true, row -> ShortId.of(row.id())),
                new Column<>("CONTAINER", "Container", true, row -> ShortId.of(row.container())),
                new Column<>("CREATED", "CreatedSince", true,
                        row -> HumanDuration.of(Duration.between(row.created(), now)) + " ago"),
                new Column<>("CREATED AT", "CreatedAt", false, row -> row.created().toString()));
        return new Listing<>(columns, row -> ShortId.of(row.id()), row -> JsonObject.builder()
                .put("id", row.id())
                .put("container", row.container())
                .put("created", row.created().toString())
                .build());
    }
}
