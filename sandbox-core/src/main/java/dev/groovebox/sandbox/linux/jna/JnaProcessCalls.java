package dev.groovebox.sandbox.linux.jna;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import com.sun.jna.ptr.IntByReference;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.ProcessCalls;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** {@link ProcessCalls} on the C library. */
public final class JnaProcessCalls implements ProcessCalls {
    /** The same on every architecture since Linux 5.1. */
    private static final int SYS_PIDFD_SEND_SIGNAL = 424;

    private static final int SYS_PIDFD_OPEN = 434;
    private static final int O_CLOEXEC = 02000000;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_ADD_SEALS = 1033;
    private static final int ALL_SEALS = 0x1 | 0x2 | 0x4 | 0x8; // SEAL, SHRINK, GROW, WRITE
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_EXEC = 0x10;
    private static final int F_SEAL_EXEC = 0x20;
    /** Descriptors are moved above every number that a child gets, so that no dup2 overwrites a later one's source. */
    private static final int ABOVE_TARGETS = 100;

    private static final int POSIX_SPAWN_SETSIGDEF = 0x04;
    private static final int POSIX_SPAWN_SETSIGMASK = 0x08;
    private static final int POSIX_SPAWN_SETSID = 0x80;
    /** Larger than glibc's and musl's structs on every 64-bit machine; they are opaque. */
    private static final int OPAQUE_STRUCT = 1024;

    private static final int SIGNAL_SET = 128;

    /** The C library's functions, bound directly: a call costs well under a microsecond. */
    private static final class C {
        static {
            Native.register(C.class, "c");
        }

        static native int posix_spawn(
                IntByReference pid, String path, Pointer actions, Pointer attributes, Pointer argv, Pointer envp);

        static native int posix_spawn_file_actions_init(Pointer actions);

        static native int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

        static native int posix_spawn_file_actions_destroy(Pointer actions);

        static native int posix_spawnattr_init(Pointer attributes);

        static native int posix_spawnattr_setflags(Pointer attributes, short flags);

        static native int posix_spawnattr_setsigdefault(Pointer attributes, Pointer set);

        static native int posix_spawnattr_setsigmask(Pointer attributes, Pointer set);

        static native int posix_spawnattr_destroy(Pointer attributes);

        static native int waitpid(int pid, IntByReference status, int options);

        static native int pipe2(Pointer ends, int flags);

        static native int memfd_create(String name, int flags);

        static native int fcntl(int fd, int command, int argument);

        static native long write(int fd, Pointer bytes, long length);

        static native int close(int fd);

        static native long syscall(long number, long a, long b, long c, long d);
    }

    @Override
    public int spawn(int program, List<String> arguments, Map<Integer, Integer> descriptors, boolean newSession)
            throws KernelException {
        Map<Integer, Integer> moved = new TreeMap<>();
        try (Memory actions = new Memory(OPAQUE_STRUCT);
                Memory attributes = new Memory(OPAQUE_STRUCT)) {
            require("posix_spawn_file_actions_init", C.posix_spawn_file_actions_init(actions));
            require("posix_spawnattr_init", C.posix_spawnattr_init(attributes));
            try {
                for (Map.Entry<Integer, Integer> entry : descriptors.entrySet()) {
                    moved.put(entry.getKey(), duplicateAboveTargets(entry.getValue()));
                }
                for (Map.Entry<Integer, Integer> entry : moved.entrySet()) {
                    require(
                            "posix_spawn_file_actions_adddup2",
                            C.posix_spawn_file_actions_adddup2(actions, entry.getValue(), entry.getKey()));
                }
                setAttributes(attributes, newSession);
                return spawn(program, arguments, actions, attributes);
            } finally {
                C.posix_spawn_file_actions_destroy(actions);
                C.posix_spawnattr_destroy(attributes);
            }
        } finally {
            for (int descriptor : moved.values()) {
                close(descriptor);
            }
        }
    }

    private static int spawn(int program, List<String> arguments, Memory actions, Memory attributes)
            throws KernelException {
        IntByReference pid = new IntByReference();
        StringArray argv = new StringArray(arguments.toArray(String[]::new));
        StringArray environment = new StringArray(new String[0]);
        // Looked up in the child, where the number still names the same open file: it closes on exec, not before.
        require(
                "posix_spawn",
                C.posix_spawn(pid, "/proc/self/fd/" + program, actions, attributes, argv, environment));
        return pid.getValue();
    }

    private static void setAttributes(Memory attributes, boolean newSession) throws KernelException {
        try (Memory all = new Memory(SIGNAL_SET);
                Memory none = new Memory(SIGNAL_SET)) {
            all.setMemory(0, SIGNAL_SET, (byte) 0xff);
            none.clear();
            int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (newSession ? POSIX_SPAWN_SETSID : 0);
            require("posix_spawnattr_setflags", C.posix_spawnattr_setflags(attributes, (short) flags));
            require("posix_spawnattr_setsigdefault", C.posix_spawnattr_setsigdefault(attributes, all));
            require("posix_spawnattr_setsigmask", C.posix_spawnattr_setsigmask(attributes, none));
        }
    }

    /** The posix_spawn family answers the error number itself, and leaves errno alone. */
    private static void require(String call, int error) throws KernelException {
        if (error != 0) {
            throw new KernelException(call, "", error);
        }
    }

    private static int duplicateAboveTargets(int descriptor) throws KernelException {
        return check("fcntl(F_DUPFD_CLOEXEC)", C.fcntl(descriptor, F_DUPFD_CLOEXEC, ABOVE_TARGETS));
    }

    private static int check(String call, int result) throws KernelException {
        if (result < 0) {
            throw new KernelException(call, "", Native.getLastError());
        }
        return result;
    }

    @Override
    public int await(int pid) throws KernelException {
        IntByReference status = new IntByReference();
        while (C.waitpid(pid, status, 0) < 0) {
            int error = Native.getLastError();
            if (error != Errno.EINTR) {
                throw new KernelException("waitpid", Integer.toString(pid), error);
            }
        }
        return status.getValue();
    }

    @Override
    public OptionalInt openProcess(int pid) throws KernelException {
        int descriptor = (int) C.syscall(SYS_PIDFD_OPEN, pid, 0, 0, 0);
        if (descriptor < 0 && Native.getLastError() == Errno.ESRCH) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(check("pidfd_open", descriptor));
    }

    @Override
    public void signal(int process, int number) throws KernelException {
        if (C.syscall(SYS_PIDFD_SEND_SIGNAL, process, number, 0, 0) < 0 && Native.getLastError() != Errno.ESRCH) {
            throw new KernelException("pidfd_send_signal", "", Native.getLastError());
        }
    }

    @Override
    public Pipe pipe() throws KernelException {
        try (Memory ends = new Memory(2 * Integer.BYTES)) {
            check("pipe2", C.pipe2(ends, O_CLOEXEC));
            return new Pipe(ends.getInt(0), ends.getInt(Integer.BYTES));
        }
    }

    @Override
    public int sealedMemory(String name, byte[] content) throws KernelException {
        int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
        int descriptor = C.memfd_create(name, flags | MFD_EXEC);
        int seals = ALL_SEALS | F_SEAL_EXEC;
        if (descriptor < 0 && Native.getLastError() == Errno.EINVAL) {
            // Before Linux 6.3 there are neither: every such file is executable.
            descriptor = C.memfd_create(name, flags);
            seals = ALL_SEALS;
        }
        check("memfd_create", descriptor);
        write(descriptor, content);
        check("fcntl(F_ADD_SEALS)", C.fcntl(descriptor, F_ADD_SEALS, seals));
        return descriptor;
    }

    @Override
    public void write(int descriptor, byte[] bytes) throws KernelException {
        try (Memory memory = new Memory(Math.max(1, bytes.length))) {
            memory.write(0, bytes, 0, bytes.length);
            long written = 0;
            while (written < bytes.length) {
                long step = C.write(descriptor, memory.share(written), bytes.length - written);
                if (step < 0) {
                    int error = Native.getLastError();
                    if (error != Errno.EINTR) {
                        throw new KernelException("write", "", error);
                    }
                } else {
                    written += step;
                }
            }
        }
    }

    @Override
    public void close(int descriptor) throws KernelException {
        check("close", C.close(descriptor));
    }
}
