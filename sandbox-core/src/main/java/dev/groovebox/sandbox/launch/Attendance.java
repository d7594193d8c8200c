package dev.groovebox.sandbox.launch;

/** Who looks after a container while it runs. */
public enum Attendance {
    /** Its owner, who has its streams and with whom it ends. */
    FOREGROUND,
    /** Its monitor alone, which keeps its output. */
    DETACHED,
    /** Its monitor keeps its output, and it ends with its owner. */
    SCOPED;

    boolean endsWithOwner() {
        return this != DETACHED;
    }

    public boolean monitorHasStreams() {
        return this != FOREGROUND;
    }
}
