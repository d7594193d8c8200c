package dev.groovebox.sandbox.operation;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How a container ended.
 *
 * @param exitCode the program's own, 128+n when signal n ended it, 124 when our timeout did
 * @param signal that ended it
 * @param oom the kernel killed one of its processes for want of memory
 * @param out what it wrote to stdout when the output was captured, else empty; never mixed with {@code err}
 * @param outputTruncated more was written than is kept
 */
public record RunResult(
        String container,
        int exitCode,
        OptionalInt signal,
        boolean oom,
        boolean timedOut,
        String out,
        String err,
        boolean outputTruncated,
        Duration duration) {
    /** What is answered for a run that was only planned. */
    public static RunResult planned() {
        return new RunResult("planned", 0, OptionalInt.empty(), false, false, "", "", false, Duration.ZERO);
    }

    public boolean succeeded() {
        return exitCode == 0;
    }
}
