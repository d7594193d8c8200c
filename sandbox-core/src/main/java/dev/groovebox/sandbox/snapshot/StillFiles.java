package dev.groovebox.sandbox.snapshot;

import dev.groovebox.sandbox.container.Container;
import java.io.IOException;

/** Keeps the programs of a container from changing its files for a while. The engine does it by its control group. */
public interface StillFiles {
    /** What lets them go on. */
    interface Held extends AutoCloseable {
        @Override
        void close() throws IOException, InterruptedException;
    }

    /** Nothing happens to a container that is paused already, or does not run. */
    Held hold(Container container) throws IOException, InterruptedException;
}
