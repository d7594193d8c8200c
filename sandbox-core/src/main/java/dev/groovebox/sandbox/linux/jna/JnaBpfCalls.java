package dev.groovebox.sandbox.linux.jna;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.groovebox.sandbox.linux.BpfCalls;
import dev.groovebox.sandbox.linux.KernelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** bpf(2) through syscall(2): the C library has no function for it. */
public final class JnaBpfCalls implements BpfCalls {
    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_PROG_ATTACH = 8;
    private static final int BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    private static final int BPF_CGROUP_DEVICE = 6;
    private static final int BPF_F_ALLOW_MULTI = 2;
    private static final int INSTRUCTION_SIZE = 8;
    /** Long enough for the part of union bpf_attr that either command reads; the rest is zero. */
    private static final int ATTRIBUTES_SIZE = 72;

    @Override
    public void attachDeviceProgram(byte[] instructions, Path group) throws IOException {
        int program = load(instructions);
        try {
            attach(program, group);
        } finally {
            FileLibrary.close(program);
        }
    }

    private static int load(byte[] instructions) throws KernelException {
        try (Memory code = new Memory(instructions.length);
                Memory license = new Memory(1);
                Memory attributes = new Memory(ATTRIBUTES_SIZE)) {
            code.write(0, instructions, 0, instructions.length);
            license.clear();
            attributes.clear();
            attributes.setInt(0, BPF_PROG_TYPE_CGROUP_DEVICE);
            attributes.setInt(4, instructions.length / INSTRUCTION_SIZE);
            attributes.setPointer(8, code);
            attributes.setPointer(16, license);
            return bpf(BPF_PROG_LOAD, attributes, "BPF_PROG_LOAD");
        }
    }

    private static void attach(int program, Path group) throws KernelException {
        byte[] path = (group + "\0").getBytes(StandardCharsets.UTF_8);
        int folder = FileLibrary.open(path, FileConstants.O_RDONLY | FileConstants.O_CLOEXEC, 0);
        if (folder < 0) {
            throw new KernelException("open", group.toString(), Native.getLastError());
        }
        try (Memory attributes = new Memory(ATTRIBUTES_SIZE)) {
            attributes.clear();
            attributes.setInt(0, folder);
            attributes.setInt(4, program);
            attributes.setInt(8, BPF_CGROUP_DEVICE);
            attributes.setInt(12, BPF_F_ALLOW_MULTI);
            bpf(BPF_PROG_ATTACH, attributes, group.toString());
        } finally {
            FileLibrary.close(folder);
        }
    }

    private static int bpf(int command, Memory attributes, String object) throws KernelException {
        long result = Calls.syscall(Calls.BPF, command, attributes, ATTRIBUTES_SIZE);
        if (result < 0) {
            throw new KernelException("bpf", object, Native.getLastError());
        }
        return (int) result;
    }

    private static final class Calls {
        static final long BPF = System.getProperty("os.arch").equals("aarch64") ? 280 : 321;

        static {
            Native.register(Calls.class, "c");
        }

        static native long syscall(long number, long command, Pointer attributes, long size);
    }
}
