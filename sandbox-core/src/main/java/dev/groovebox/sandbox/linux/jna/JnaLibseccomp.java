package dev.groovebox.sandbox.linux.jna;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.LibseccompCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** libseccomp.so.2, loaded when the first filter is made. */
public final class JnaLibseccomp implements LibseccompCalls {
    private final String library;

    public JnaLibseccomp() {
        this("libseccomp.so.2");
    }

    JnaLibseccomp(String library) {
        this.library = library;
    }

    @Override
    public Filter filter(int defaultAction) throws IOException {
        try {
            // Asked for by name first: a failure inside a static initializer would be told once and never again.
            NativeLibrary.getInstance(library);
        } catch (UnsatisfiedLinkError absent) {
            throw new EngineException(notInstalled(), absent);
        }
        Pointer context = Calls.seccomp_init(defaultAction);
        if (context == null) {
            throw new IOException("seccomp_init failed");
        }
        return new JnaFilter(context);
    }

    private Failure notInstalled() {
        return new Failure(
                FailureKind.ENGINE,
                "cannot filter system calls",
                "",
                library + " is not on this machine",
                "install it (apt install libseccomp2), or run with seccomp=unconfined");
    }

    private record JnaFilter(Pointer context) implements Filter {
        /** struct scmp_arg_cmp: unsigned arg, enum op, two 64-bit operands. */
        private static final int COMPARISON_SIZE = 24;
        /** SCMP_FLTATR_CTL_OPTIMIZE and its level. */
        private static final int CTL_OPTIMIZE = 8;
        private static final int BINARY_TREE = 2;

        @Override
        public void addArchitecture(int architecture) throws IOException {
            check(Calls.seccomp_arch_add(context, architecture), "seccomp_arch_add", Integer.toHexString(architecture));
        }

        @Override
        public void decideByTree() throws IOException {
            check(Calls.seccomp_attr_set(context, CTL_OPTIMIZE, BINARY_TREE), "seccomp_attr_set", "optimize");
        }

        @Override
        public int resolve(String name) {
            return Calls.seccomp_syscall_resolve_name(name);
        }

        @Override
        public void addRule(int action, int call, List<Comparison> comparisons) throws IOException {
            try (Memory array = new Memory(Math.max(1, comparisons.size()) * (long) COMPARISON_SIZE)) {
                for (int i = 0; i < comparisons.size(); i++) {
                    Comparison comparison = comparisons.get(i);
                    long at = i * (long) COMPARISON_SIZE;
                    array.setInt(at, comparison.argument());
                    array.setInt(at + 4, comparison.operator().number());
                    array.setLong(at + 8, comparison.operand());
                    array.setLong(at + 16, comparison.masked());
                }
                check(
                        Calls.seccomp_rule_add_array(context, action, call, comparisons.size(), array),
                        "seccomp_rule_add",
                        String.valueOf(call));
            }
        }

        @Override
        public byte[] export() throws IOException {
            int file = C.memfd_create("seccomp", C.MFD_CLOEXEC);
            if (file < 0) {
                throw new KernelException("memfd_create", "", Native.getLastError());
            }
            try {
                check(Calls.seccomp_export_bpf(context, file), "seccomp_export_bpf", "");
                return Files.readAllBytes(Path.of("/proc/self/fd/" + file));
            } finally {
                FileLibrary.close(file);
            }
        }

        @Override
        public void close() {
            Calls.seccomp_release(context);
        }

        private static void check(int result, String call, String object) throws KernelException {
            if (result != 0) {
                throw new KernelException(call, object, -result);
            }
        }
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "libseccomp.so.2");
        }

        static native Pointer seccomp_init(int defaultAction);

        static native int seccomp_arch_add(Pointer context, int architecture);

        static native int seccomp_attr_set(Pointer context, int attribute, int value);

        static native int seccomp_syscall_resolve_name(String name);

        static native int seccomp_rule_add_array(Pointer context, int action, int call, int count, Pointer comparisons);

        static native int seccomp_export_bpf(Pointer context, int file);

        static native void seccomp_release(Pointer context);
    }

    private static final class C {
        static final int MFD_CLOEXEC = 1;

        static {
            Native.register(C.class, "c");
        }

        static native int memfd_create(String name, int flags);
    }
}
