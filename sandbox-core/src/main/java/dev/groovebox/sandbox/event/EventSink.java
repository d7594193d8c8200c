package dev.groovebox.sandbox.event;

/** Receives an operation's events, on whichever thread they happen; it must be quick and must not throw. */
@FunctionalInterface
public interface EventSink {
    void accept(Event event);

    /** For callers who want the result alone. */
    static EventSink none() {
        return event -> {};
    }
}
