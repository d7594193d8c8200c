package dev.groovebox.sandbox.build.copy;

import dev.groovebox.registry.io.PieceFilter;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/** Uncompresses xz. How much memory that takes, the archive says itself: up to 4 GB for a few bytes. */
final class XzInput extends PieceFilter {
    /** Twice what {@code xz -9} asks for. */
    private static final int MOST_MEMORY_MIB = 136;

    private final String name;

    /** @param name for errors */
    XzInput(InputStream packed, String name) throws IOException {
        super(new XZInputStream(packed, MOST_MEMORY_MIB << 10));
        this.name = name;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return in.read(buffer, offset, length);
        } catch (MemoryLimitException e) {
            throw new EngineException(FailureKind.INVALID, "cannot unpack", name,
                    "it asks for " + (e.getMemoryNeeded() >> 10) + " MB of memory, and the most is " + MOST_MEMORY_MIB + " MB",
                    "compress it with a smaller dictionary, as xz -9 has it");
        }
    }
}
