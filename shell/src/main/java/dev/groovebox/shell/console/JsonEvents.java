package dev.groovebox.shell.console;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import java.io.PrintStream;
import java.util.Locale;

/** A JSON object a line for each event, for programs; docs/json.md describes them. */
public final class JsonEvents implements EventSink {
    private final PrintStream err;

    public JsonEvents(PrintStream err) {
        this.err = err;
    }

    @Override
    public synchronized void accept(Event event) {
        JsonObject.Builder json = JsonObject.builder();
        if (event instanceof Event.StepStarted step) {
            json.put("event", "started").put("step", step.number()).put("total", step.total()).put("words", step.words())
                    .put("stage", step.stage());
        } else if (event instanceof Event.StepExplained step) {
            json.put("event", "explained").put("step", step.number()).put("cached", step.cached()).put("reason", step.reason());
        } else if (event instanceof Event.StepOutput output) {
            json.put("event", "output").put("step", output.number())
                    .put("stream", output.stream().name().toLowerCase(Locale.ROOT)).put("line", output.line());
        } else if (event instanceof Event.ShellOpened shell) {
            json.put("event", "shell").put("step", shell.number()).put("exitCode", shell.exitCode());
        } else if (event instanceof Event.StepFinished step) {
            json.put("event", "finished").put("step", step.number()).put("cached", step.cached())
                    .put("milliseconds", step.took().toMillis());
        } else if (event instanceof Event.StepFailed step) {
            json.put("event", "failed").put("step", step.number());
        } else if (event instanceof Event.Warning warning) {
            json.put("event", "warning").put("message", warning.message());
        } else if (event instanceof Event.Progress progress) {
            json.put("event", "progress").put("object", progress.object()).put("doing", progress.doing()).put("bytes", progress.bytes());
            progress.total().ifPresent(total -> json.put("total", total));
        } else {
            return;
        }
        err.println(Json.text(json.build(), false));
    }
}
