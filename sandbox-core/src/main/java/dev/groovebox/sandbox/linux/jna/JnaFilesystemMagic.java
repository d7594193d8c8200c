package dev.groovebox.sandbox.linux.jna;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.groovebox.sandbox.linux.FilesystemMagic;
import dev.groovebox.sandbox.linux.KernelException;
import java.io.IOException;
import java.nio.file.Path;

/** statfs(2) of the C library. */
public final class JnaFilesystemMagic implements FilesystemMagic {
    /** struct statfs is 120 bytes on 64-bit machines; its first word is the type. */
    private static final int STATFS_SIZE = 256;

    @Override
    public long of(Path path) throws IOException {
        try (Memory buffer = new Memory(STATFS_SIZE)) {
            if (C.statfs(path.toString(), buffer) != 0) {
                throw new KernelException("statfs", path.toString(), Native.getLastError());
            }
            return buffer.getLong(0);
        }
    }

    /** Loaded at the first call, so that making the object costs nothing. */
    private static final class C {
        static {
            Native.register(C.class, "c");
        }

        static native int statfs(String path, Pointer buffer);
    }
}
