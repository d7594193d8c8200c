package dev.groovebox.sandbox.failure;

/** What sort of failure it is, and the exit code that {@code run} and {@code exec} answer it with (docker's). */
public enum FailureKind {
    /** The engine or the kernel refused; docker's 125. */
    ENGINE(125),
    /** The specification itself is wrong. */
    INVALID(125),
    /** A named image, container or file is not there. */
    NOT_FOUND(125),
    /** The object is in use, or in a state that does not allow this. */
    CONFLICT(125),
    /** The program is there and can't be executed. */
    PROGRAM_NOT_EXECUTABLE(126),
    /** The program is not there. */
    PROGRAM_NOT_FOUND(127),
    /** Our own time limit ran out. */
    TIMEOUT(124),
    /** Another process holds the object's lock. */
    BUSY(75),
    /** A step of a build failed. */
    BUILD(1),
    /** The user stopped it. */
    CANCELLED(130);

    private final int exitCode;

    FailureKind(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
