package dev.groovebox.registry.transport;

import java.io.IOException;
import java.time.Duration;

/** The other side has not moved a byte for too long. */
public final class StalledException extends IOException {
    public StalledException(Duration idle) {
        super("no byte moved for " + idle.toMillis() + " ms");
    }
}
