package dev.groovebox.shell.command;

import dev.groovebox.sandbox.event.OutputStreamName;
import dev.groovebox.sandbox.operation.LogHearer;
import dev.groovebox.sandbox.operation.LogLine;
import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.render.NanosecondTime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Shows the lines of a log as they are: what is a program's output is not ours to change. Many lines of one stream are one
 * write, or else a container that writes much could not be followed.
 */
final class LogOutput implements LogHearer {
    private static final int MOST = 1 << 16;

    private final Console console;
    private final boolean withTimes;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private OutputStreamName stream = OutputStreamName.STDOUT;

    LogOutput(Console console, boolean withTimes) {
        this.console = console;
        this.withTimes = withTimes;
    }

    @Override
    public void line(LogLine line) {
        if (line.stream() != stream || kept.size() >= MOST) {
            caughtUp();
            stream = line.stream();
        }
        if (withTimes) {
            kept.writeBytes((NanosecondTime.text(line.time()) + " ").getBytes(StandardCharsets.UTF_8));
        }
        kept.writeBytes(line.bytes());
    }

    @Override
    public void caughtUp() {
        PrintStream out = stream == OutputStreamName.STDERR ? console.err() : console.out();
        out.write(kept.toByteArray(), 0, kept.size());
        out.flush();
        kept.reset();
        console.out().requireWritten();
    }
}
