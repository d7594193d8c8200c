package dev.groovebox.sandbox.linux;

import java.util.Optional;

/** The calls on terminals that Java lacks. */
public interface TerminalCalls {
    record Size(int rows, int columns) {}

    /** Makes a terminal hand over each key as it is typed; answers how to set it back. Absent when it is no terminal. */
    Optional<Runnable> makeRaw(int descriptor);

    /** Absent when it is no terminal. */
    Optional<Size> size(int descriptor);
}
