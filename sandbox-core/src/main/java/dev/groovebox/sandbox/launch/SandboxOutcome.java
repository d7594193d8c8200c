package dev.groovebox.sandbox.launch;

import java.util.OptionalInt;

/**
 * How a sandbox's program ended, as the monitor saw it.
 *
 * @param exitCode the program's, 128+n for signal n, 124 after our timeout
 * @param oom the kernel killed a process of the sandbox for want of memory
 */
public record SandboxOutcome(int exitCode, OptionalInt signal, boolean oom, boolean timedOut) {
    /** Of a program that goes on, since keys have let go of it: that is no failure. */
    public static final SandboxOutcome OF_ONE_LET_GO = new SandboxOutcome(0, OptionalInt.empty(), false, false);
}
