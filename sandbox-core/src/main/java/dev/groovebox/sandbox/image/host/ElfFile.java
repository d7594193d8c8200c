package dev.groovebox.sandbox.image.host;

import java.util.List;
import java.util.Optional;

/**
 * What the loader reads of a program or library.
 *
 * @param machine e_machine
 * @param interpreter the loader that a program asks for (PT_INTERP)
 * @param soname the name a library gives itself
 * @param needed libraries by name, or by path when there is a slash in it
 * @param rpath folders that come before all others, also for the libraries loaded on this one's behalf
 * @param runpath folders for this one's own libraries; where there are any, rpath counts for nothing
 */
record ElfFile(
        int machine,
        Optional<String> interpreter,
        Optional<String> soname,
        List<String> needed,
        List<String> rpath,
        List<String> runpath) {
    static final int X86_64 = 62;
    static final int AARCH64 = 183;

    ElfFile {
        needed = List.copyOf(needed);
        rpath = List.copyOf(rpath);
        runpath = List.copyOf(runpath);
    }

    /** "x86_64-linux-gnu" or "aarch64-linux-gnu". */
    String multiarch() {
        return platform() + "-linux-gnu";
    }

    String platform() {
        return machine == X86_64 ? "x86_64" : "aarch64";
    }
}
