package dev.groovebox.sandbox.operation;

/** What a wait is for. */
public enum WaitCondition {
    /** It has no process: true at once of one that does not run. */
    NOT_RUNNING,
    /** It ends once more, counted from now. */
    NEXT_EXIT,
    /** It is there no more. */
    REMOVED,
    /** It has a process. */
    RUNNING,
    /** Its last health check has succeeded. */
    HEALTHY
}
