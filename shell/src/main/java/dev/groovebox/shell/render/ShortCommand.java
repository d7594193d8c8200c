package dev.groovebox.shell.render;

import java.util.List;

/** A command in a listing, in docker's quotes. */
final class ShortCommand {
    private static final int MOST = 20;

    private ShortCommand() {}

    static String of(List<String> command, boolean truncated) {
        String words = String.join(" ", command);
        boolean tooLong = truncated && words.length() > MOST;
        String shown = tooLong ? words.substring(0, MOST - 1) + "…" : words;
        return '"' + shown.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
