package dev.groovebox.sandbox.operation;

/** Hears the lines of a log. */
@FunctionalInterface
public interface LogHearer {
    void line(LogLine line);

    /** There is no more now: whoever has kept lines back to show many at once shows them. */
    default void caughtUp() {}
}
