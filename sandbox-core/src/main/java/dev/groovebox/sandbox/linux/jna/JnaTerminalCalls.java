package dev.groovebox.sandbox.linux.jna;

import com.sun.jna.Native;
import dev.groovebox.sandbox.linux.TerminalCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** {@link TerminalCalls} on the C library. */
public final class JnaTerminalCalls implements TerminalCalls {
    /** Larger than any C library's struct termios, which is opaque here. */
    private static final int TERMIOS = 256;

    private static final long TIOCGWINSZ = 0x5413;
    private static final int TCSANOW = 0;

    private static final class C {
        static {
            Native.register(C.class, "c");
        }

        static native int tcgetattr(int descriptor, byte[] mode);

        static native int tcsetattr(int descriptor, int when, byte[] mode);

        static native void cfmakeraw(byte[] mode);

        static native int ioctl(int descriptor, long request, byte[] argument);
    }

    @Override
    public Optional<Runnable> makeRaw(int descriptor) {
        byte[] before = new byte[TERMIOS];
        if (C.tcgetattr(descriptor, before) < 0) {
            return Optional.empty();
        }
        byte[] raw = before.clone();
        C.cfmakeraw(raw);
        if (C.tcsetattr(descriptor, TCSANOW, raw) < 0) {
            return Optional.empty();
        }
        return Optional.of(() -> C.tcsetattr(descriptor, TCSANOW, before));
    }

    @Override
    public Optional<Size> size(int descriptor) {
        byte[] size = new byte[8];
        if (C.ioctl(descriptor, TIOCGWINSZ, size) < 0) {
            return Optional.empty();
        }
        ByteBuffer fields = ByteBuffer.wrap(size).order(ByteOrder.nativeOrder());
        return Optional.of(new Size(Short.toUnsignedInt(fields.getShort(0)), Short.toUnsignedInt(fields.getShort(2))));
    }
}
