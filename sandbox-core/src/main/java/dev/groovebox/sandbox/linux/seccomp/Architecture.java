package dev.groovebox.sandbox.linux.seccomp;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A machine, with every interface for calls that its kernel may have. */
enum Architecture {
    X86_64("amd64", "amd64", List.of(CallInterface.X86_64, CallInterface.X32, CallInterface.X86)),
    AARCH64("aarch64", "arm64", List.of(CallInterface.AARCH64, CallInterface.ARM));

    private final String javaName;
    private final String dockerName;
    private final List<CallInterface> interfaces;

    Architecture(String javaName, String dockerName, List<CallInterface> interfaces) {
        this.javaName = javaName;
        this.dockerName = dockerName;
        this.interfaces = interfaces;
    }

    static Architecture ofThisMachine() {
        String name = System.getProperty("os.arch");
        return Arrays.stream(values())
                .filter(architecture -> architecture.javaName.equals(name))
                .findFirst()
                .orElseThrow(() -> new EngineException(
                        FailureKind.ENGINE,
                        "cannot filter system calls",
                        "",
                        "there is no profile for " + name,
                        "run with seccomp=unconfined"));
    }

    /** As docker's profiles name it in conditions. */
    String dockerName() {
        return dockerName;
    }

    /** The native one first. */
    List<CallInterface> interfaces() {
        return interfaces;
    }

    /**
     * One way to call the kernel.
     *
     * @param profileName as docker's profiles name it
     * @param libseccomp its SCMP_ARCH_ number
     * @param audit the kernel's AUDIT_ARCH_ number, by which a filter tells interfaces apart
     * @param offset added to each number: x32 shares x86_64's audit number and sets bit 30
     * @param extraFirst the first of a second range of numbers that this interface has beside the common ones
     * @param extraLast the last of them; less than the first when there are none
     * @param own numbers of recent calls that only this interface has
     */
    record CallInterface(
            String profileName, int libseccomp, int audit, int offset, int extraFirst, int extraLast, Map<String, Integer> own) {
        static final CallInterface X86_64 =
                new CallInterface("SCMP_ARCH_X86_64", 0xC000003E, 0xC000003E, 0, 0, -1, Map.of("uretprobe", 335));
        static final CallInterface X32 =
                new CallInterface("SCMP_ARCH_X32", 0x4000003E, 0xC000003E, 0x40000000, 512, 547, Map.of());
        static final CallInterface X86 = new CallInterface("SCMP_ARCH_X86", 0x40000003, 0x40000003, 0, 0, -1, Map.of());
        static final CallInterface AARCH64 = new CallInterface("SCMP_ARCH_AARCH64", 0xC00000B7, 0xC00000B7, 0, 0, -1, Map.of());
        /** The extra ones are breakpoint, cacheflush, usr26, usr32, set_tls. */
        static final CallInterface ARM =
                new CallInterface("SCMP_ARCH_ARM", 0x40000028, 0x40000028, 0, 0xf0001, 0xf0005, Map.of());
    }
}
