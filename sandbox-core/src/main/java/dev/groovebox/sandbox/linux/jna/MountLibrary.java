package dev.groovebox.sandbox.linux.jna;

import com.sun.jna.Native;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.nio.charset.StandardCharsets;

/** The C library's calls on mounts, mapped directly. */
final class MountLibrary {
    static {
        Native.register(MountLibrary.class, "c");
    }

    private MountLibrary() {}

    static native int unshare(int flags);

    static native int mount(String source, String target, String type, long flags, byte[] options);

    static native long syscall(long number, long first, byte[] second, long third);

    static native long syscall(long number, long first, byte[] second, long third, byte[] fourth, long fifth);

    static native long syscall(long number, long first, byte[] second, long third, long[] fourth, long fifth);

    /** A name for what is open that this thread alone can use. */
    static String path(OpenFile file) {
        return "/proc/thread-self/fd/" + file.number();
    }

    static byte[] options(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    static void check(String call, String object, long result) throws KernelException {
        if (result < 0) {
            throw new KernelException(call, object, Native.getLastError());
        }
    }
}
