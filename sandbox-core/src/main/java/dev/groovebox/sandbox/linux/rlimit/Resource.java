package dev.groovebox.sandbox.linux.rlimit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What setrlimit(2) limits, in the order of its numbers (asm-generic/resource.h). */
public enum Resource {
    CPU("Max cpu time"),
    FSIZE("Max file size"),
    DATA("Max data size"),
    STACK("Max stack size"),
    CORE("Max core file size"),
    RSS("Max resident set"),
    NPROC("Max processes"),
    NOFILE("Max open files"),
    MEMLOCK("Max locked memory"),
    AS("Max address space"),
    LOCKS("Max file locks"),
    SIGPENDING("Max pending signals"),
    MSGQUEUE("Max msgqueue size"),
    NICE("Max nice priority"),
    RTPRIO("Max realtime priority"),
    RTTIME("Max realtime timeout");

    private final String heading;

    Resource(String heading) {
        this.heading = heading;
    }

    public int number() {
        return ordinal();
    }

    /** Its line's beginning in /proc/PID/limits. */
    String heading() {
        return heading;
    }

    /** Docker's word: "nofile". */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Resource> named(String word) {
        return Arrays.stream(values()).filter(resource -> resource.word().equals(word)).findFirst();
    }
}
