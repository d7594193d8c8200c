package dev.groovebox.sandbox.linux.jna;

import com.sun.jna.Native;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.util.concurrent.atomic.AtomicBoolean;

final class JnaOpenFile implements OpenFile {
    private final int fd;
    private final AtomicBoolean closed = new AtomicBoolean();

    JnaOpenFile(int fd) {
        this.fd = fd;
    }

    @Override
    public int number() {
        if (closed.get()) {
            throw new IllegalStateException("the file is closed");
        }
        return fd;
    }

    @Override
    public void close() throws KernelException {
        // Not again after EINTR: Linux has freed the number, another thread may have it by now.
        if (closed.compareAndSet(false, true) && FileLibrary.close(fd) < 0) {
            throw new KernelException("close", "", Native.getLastError());
        }
    }
}
