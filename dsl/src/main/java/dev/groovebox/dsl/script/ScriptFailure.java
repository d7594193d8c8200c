package dev.groovebox.dsl.script;

import java.util.OptionalInt;

/**
 * What is wrong with a script, and where.
 *
 * @param line from 1; absent when the failure belongs to no line
 * @param column from 1; absent when only the line is known
 * @param sourceLine the line as it stands in the script; empty when there is no line
 * @param message what is wrong; may hold further lines, such as those of a failed assertion
 */
public record ScriptFailure(
        Phase phase, String file, OptionalInt line, OptionalInt column, String sourceLine, String message) {

    /** When it was found. */
    public enum Phase {
        /** Before anything of the script ran. The compiler is exact about columns, so they are shown. */
        COMPILING,
        RUNNING
    }

    /** A failure that belongs to no line. */
    static ScriptFailure ofWhole(Phase phase, String file, String message) {
        return new ScriptFailure(phase, file, OptionalInt.empty(), OptionalInt.empty(), "", message);
    }

    /** As it is shown: place and message, then the source line, then a caret under the word. */
    public String text() {
        if (line.isEmpty()) {
            return file + ": " + message;
        }
        boolean exact = phase == Phase.COMPILING && column.isPresent();
        String text = file + ":" + line.getAsInt() + (exact ? ":" + column.getAsInt() : "") + ": " + message;
        if (sourceLine.isBlank()) {
            return text;
        }
        return text + "\n" + sourceLine + (column.isPresent() ? "\n" + caret() : "");
    }

    /** Tabs before the word are kept, so that the caret stands right whatever a tab's width. */
    private String caret() {
        String before = sourceLine.substring(0, Math.min(column.getAsInt() - 1, sourceLine.length()));
        return before.replaceAll("[^\t]", " ") + "^";
    }
}
