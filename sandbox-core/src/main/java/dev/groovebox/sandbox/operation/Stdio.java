package dev.groovebox.sandbox.operation;

import dev.groovebox.sandbox.event.OutputStreamName;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Where a foreground container's three streams go. */
public sealed interface Stdio {
    /** Keeps both output streams for the result. */
    record Capture(Optional<InputStream> input) implements Stdio {}

    /**
     * Hands each line over as it comes, and keeps it for the result too.
     *
     * @param input absent: the container reads end of file
     */
    record Lines(BiConsumer<OutputStreamName, String> consumer, Optional<InputStream> input) implements Stdio {
        public Lines(BiConsumer<OutputStreamName, String> consumer) {
            this(consumer, Optional.empty());
        }
    }

    /**
     * Copies bytes to and from the caller's own streams.
     *
     * @param input absent: the container reads end of file
     * @param control receives the handle once the program runs, for signals
     */
    record Streams(
            Optional<InputStream> input, OutputStream out, OutputStream err, Consumer<ContainerControl> control)
            implements Stdio {}

    /** The caller's own terminal (file descriptors 0 and 1), given a pseudo-terminal of the container's. */
    record Terminal(boolean openStdin, Consumer<ContainerControl> control) implements Stdio {}
}
