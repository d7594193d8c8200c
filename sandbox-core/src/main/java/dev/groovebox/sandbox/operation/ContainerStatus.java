package dev.groovebox.sandbox.operation;

/** The five states of a container, what lies between two runs of one that is started again, and what each allows. */
public enum ContainerStatus {
    CREATED,
    RUNNING,
    PAUSED,
    /** It has ended, and its monitor waits to start it again. */
    RESTARTING,
    STOPPED,
    DELETED;

    public boolean hasProcess() {
        return this == RUNNING || this == PAUSED;
    }

    /** Its monitor lives. */
    public boolean isActive() {
        return hasProcess() || this == RESTARTING;
    }

    public boolean canBeRemoved() {
        return this == CREATED || this == STOPPED;
    }

    public boolean canBeStarted() {
        return this == CREATED || this == STOPPED;
    }

    public boolean canBePaused() {
        return this == RUNNING;
    }
}
