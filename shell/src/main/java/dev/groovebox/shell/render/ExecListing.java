package dev.groovebox.shell.render;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.ExecSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The rows of {@code exec ls}. */
public final class ExecListing {
    private ExecListing() {}

    public static Listing<ExecSummary> at(Instant now, boolean truncated) {
        Function<ExecSummary, String> id = row -> truncated ? ShortId.of(row.id()) : row.id();
        return new Listing<>(
                List.of(
                        new Column<>("EXEC ID", "ID", true, id),
                        new Column<>("CONTAINER", "Container", true, ExecSummary::container),
                        new Column<>("PID", "Pid", true, row -> Integer.toString(row.pid())),
                        new Column<>("USER", "User", true, row -> row.user().isEmpty() ? "-" : row.user()),
                        new Column<>("TTY", "Tty", true, row -> row.terminal() ? "yes" : "no"),
                        new Column<>("STARTED", "RunningFor", true,
                                row -> HumanDuration.of(Duration.between(row.started(), now)) + " ago"),
                        new Column<>("COMMAND", "Command", true, row -> ShortCommand.of(row.command(), truncated))),
                id,
                ExecListing::schema);
    }

    private static JsonObject schema(ExecSummary row) {
        return JsonObject.builder()
                .put("id", row.id())
                .put("container", row.container())
                .put("pid", row.pid())
                .putTexts("command", row.command())
                .put("user", row.user())
                .put("tty", row.terminal())
                .put("started", row.started().toString())
                .build();
    }
}
