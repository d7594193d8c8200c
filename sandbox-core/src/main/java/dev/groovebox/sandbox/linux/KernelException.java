package dev.groovebox.sandbox.linux;

import java.io.IOException;

/** A system call said no. It is an {@link IOException}, so that it travels with the other ways in which I/O fails. */
public class KernelException extends IOException {
    private final String call;
    private final String object;
    private final int errno;

    /** @param object the path or thing the call was for; may be empty */
    public KernelException(String call, String object, int errno) {
        super(call + (object.isEmpty() ? "" : " " + object) + ": " + Errno.describe(errno));
        this.call = call;
        this.object = object;
        this.errno = errno;
    }

    public String call() {
        return call;
    }

    public String object() {
        return object;
    }

    public int errno() {
        return errno;
    }
}
