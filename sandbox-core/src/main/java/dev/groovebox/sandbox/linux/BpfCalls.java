package dev.groovebox.sandbox.linux;

import java.io.IOException;
import java.nio.file.Path;

/** bpf(2), as far as control groups of version 2 need it. */
public interface BpfCalls {
    /**
     * Loads a program of type BPF_PROG_TYPE_CGROUP_DEVICE and attaches it to a group, beside those that are there:
     * an access must be allowed by all. The program goes when the group goes.
     *
     * @param instructions an array of struct bpf_insn
     * @param group a folder of the version 2 hierarchy
     */
    void attachDeviceProgram(byte[] instructions, Path group) throws IOException;
}
