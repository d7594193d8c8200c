package dev.groovebox.shell.render;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.sandbox.operation.ProcessSample;
import dev.groovebox.shell.grammar.UsageException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of {@code top}: the columns of ps -ef, and more by name. */
public final class ProcessListing {
    private static final List<String> USUAL = List.of("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD");

    private final Instant now;

    private ProcessListing(Instant now) {
        this.now = now;
    }

    /** @param names of the columns to show, in any case; empty: the usual ones */
    public static Listing<ProcessSample> at(Instant now, List<String> names) {
        List<Column<ProcessSample>> known = new ProcessListing(now).columns();
        List<Column<ProcessSample>> chosen = new ArrayList<>();
        for (String name : names.isEmpty() ? USUAL : names) {
            Column<ProcessSample> column = named(known, name.toUpperCase(Locale.ROOT));
            chosen.add(new Column<>(column.heading(), column.field(), true, column.value()));
        }
        for (Column<ProcessSample> column : known) {
            if (chosen.stream().noneMatch(other -> other.field().equals(column.field()))) {
                chosen.add(column);
            }
        }
        return new Listing<>(chosen, row -> Integer.toString(row.pid()), ProcessListing::schema);
    }

    private static Column<ProcessSample> named(List<Column<ProcessSample>> known, String name) {
        List<String> fields = known.stream().map(Column::field).toList();
        return known.stream().filter(column -> column.field().equals(name)).findFirst().orElseThrow(() ->
                new UsageException("no column '" + name + "'" + NearestWord.hint(name, fields) + "; there are "
                        + String.join(", ", fields)));
    }

    private List<Column<ProcessSample>> columns() {
        return List.of(
                column("UID", row -> Long.toString(row.uid())),
                column("PID", row -> Integer.toString(row.pid())),
                column("CPID", row -> Integer.toString(row.innerPid())),
                column("PPID", row -> Integer.toString(row.parent())),
                column("C", row -> Long.toString(processorShare(row))),
                column("STIME", this::began),
                column("TTY", row -> row.terminal().isEmpty() ? "?" : row.terminal()),
                column("TIME", row -> time(row.cpu())),
                column("STAT", row -> Character.toString(row.state())),
                column("NLWP", row -> Integer.toString(row.threads())),
                column("RSS", row -> Long.toString(row.residentBytes() / 1024)),
                column("COMM", ProcessSample::name),
                column("CMD", ProcessSample::command));
    }

    private static Column<ProcessSample> column(String name, java.util.function.Function<ProcessSample, String> value) {
        return new Column<>(name, name, false, value);
    }

    /** In hundredths of the time since it began. */
    private long processorShare(ProcessSample row) {
        long life = Duration.between(row.started(), now).toMillis();
        return life <= 0 ? 0 : Math.min(99, 100 * row.cpu().toMillis() / life);
    }

    private String began(ProcessSample row) {
        ZonedDateTime time = row.started().atZone(ZoneId.systemDefault());
        boolean today = Duration.between(row.started(), now).toHours() < 24;
        return time.format(DateTimeFormatter.ofPattern(today ? "HH:mm" : "MMMdd", Locale.ROOT));
    }

    private static String time(Duration cpu) {
        return String.format("%02d:%02d:%02d", cpu.toHours(), cpu.toMinutesPart(), cpu.toSecondsPart());
    }

    private static JsonObject schema(ProcessSample row) {
        return JsonObject.builder()
                .put("pid", row.pid())
                .put("innerPid", row.innerPid())
                .put("parent", row.parent())
                .put("uid", row.uid())
                .put("state", Character.toString(row.state()))
                .put("terminal", row.terminal())
                .put("started", row.started().toString())
                .put("cpuMillis", row.cpu().toMillis())
                .put("threads", row.threads())
                .put("residentBytes", row.residentBytes())
                .put("name", row.name())
                .put("command", row.command())
                .build();
    }
}
