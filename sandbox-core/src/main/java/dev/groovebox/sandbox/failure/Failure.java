package dev.groovebox.sandbox.failure;

import java.util.Objects;

/**
 * A failure as a value, printed as one line: {@code ACTION OBJECT: CAUSE; REMEDY}.
 *
 * @param action what was attempted, as a verb phrase: "cannot run container"
 * @param object the thing it was attempted on, as the user would name it; may be empty
 * @param cause why: an errno's words, a status, the rule broken
 * @param remedy what the user can do about it; may be empty when nothing can be said
 */
public record Failure(FailureKind kind, String action, String object, String cause, String remedy) {
    public Failure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(remedy, "remedy");
    }

    /** Why something was thrown, in words: its message, or the name of its type when it has none. */
    public static String reasonOf(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
    }

    /** What helps when the disk is full, whichever way it was told; else nothing. */
    public static String remedyOf(Throwable thrown) {
        String why = reasonOf(thrown);
        return why.contains("No space left") || why.contains("ENOSPC") ? "free some space on the engine's disk" : "";
    }

    /** Names in it come from images and users: one that holds a newline or an escape sequence is still one line of text. */
    public String line() {
        String subject = object.isEmpty() ? action : action + " '" + object + "'";
        String line = remedy.isEmpty() ? subject + ": " + cause : subject + ": " + cause + "; " + remedy;
        return TerminalText.escapedLine(line);
    }
}
