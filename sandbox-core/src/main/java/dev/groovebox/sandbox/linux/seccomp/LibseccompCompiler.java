package dev.groovebox.sandbox.linux.seccomp;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelSetting;
import dev.groovebox.sandbox.linux.LibseccompCalls;
import dev.groovebox.sandbox.linux.capability.CapabilitySet;
import dev.groovebox.sandbox.linux.seccomp.Architecture.CallInterface;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compiles a profile by libseccomp, with {@link UnknownCallStub} before its program. */
final class LibseccompCompiler implements SeccompCompiler {
    /** Raised by each change of how a program is made of a profile, so that no kept program of the older way is used. */
    static final int REVISION = 1;
    /** BPF_MAXINSNS: the kernel takes no longer program. */
    private static final int MOST_INSTRUCTIONS = 4096;

    private final LibseccompCalls libseccomp;
    private final SeccompProfile profile;
    private final Architecture architecture;

    LibseccompCompiler(LibseccompCalls libseccomp, SeccompProfile profile, Architecture architecture) {
        this.libseccomp = libseccomp;
        this.profile = profile;
        this.architecture = architecture;
    }

    @Override
    public byte[] defaultProfile(CapabilitySet capabilities) throws IOException {
        List<SyscallRule> rules = profile.rules().stream()
                .filter(rule -> rule.appliesTo(architecture, capabilities))
                .toList();
        return compile(new DockerProfile(LibseccompCalls.error(Errno.EPERM), architecture.interfaces(), rules));
    }

    @Override
    public byte[] profile(String text, CapabilitySet capabilities) throws IOException {
        try {
            return compile(DockerProfile.parse(text, architecture, capabilities, KernelSetting.read("kernel/osrelease")));
        } catch (JsonException e) {
            throw unusable(e.getMessage());
        }
    }

    private byte[] compile(DockerProfile wanted) throws IOException {
        Set<String> byNumber = new TreeSet<>();
        byte[] filter;
        try (LibseccompCalls.Filter building = libseccomp.filter(wanted.defaultAction())) {
            building.decideByTree();
            List<CallInterface> interfaces = wanted.interfaces();
            for (CallInterface compatible : interfaces.subList(1, interfaces.size())) {
                building.addArchitecture(compatible.libseccomp());
            }
            for (SyscallRule rule : wanted.rules()) {
                // libseccomp takes no rule that says what holds anyway.
                if (rule.action() != wanted.defaultAction()) {
                    add(rule, building, byNumber);
                }
            }
            filter = building.export();
        }
        // Programs fall back from ENOSYS alone; a profile that allows by default, or kills, means what it says.
        return LibseccompCalls.isError(wanted.defaultAction())
                ? joined(new UnknownCallStub(wanted.interfaces(), byNumber).instructions(), filter)
                : joined(new byte[0], filter);
    }

    /** @param byNumber gets the names that libseccomp does not know */
    private void add(SyscallRule rule, LibseccompCalls.Filter building, Set<String> byNumber) throws IOException {
        for (String name : rule.names()) {
            int call = building.resolve(name);
            if (call != LibseccompCalls.UNKNOWN) {
                building.addRule(rule.action(), call, rule.comparisons());
            } else if (rule.action() == LibseccompCalls.ALLOW && rule.comparisons().isEmpty()) {
                byNumber.add(name);
            } else {
                throw tooOld(name);
            }
        }
    }

    private static EngineException unusable(String why) {
        return new EngineException(
                FailureKind.INVALID,
                "cannot use the profile of system calls",
                "",
                why,
                "docker's documentation describes the form (docs.docker.com/engine/security/seccomp)");
    }

    private static EngineException tooOld(String name) {
        return new EngineException(
                FailureKind.ENGINE,
                "cannot filter system call",
                name,
                "this libseccomp does not know it",
                "install libseccomp 2.5 or newer, or run with seccomp=unconfined");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] program = new byte[first.length + second.length];
        System.arraycopy(first, 0, program, 0, first.length);
        System.arraycopy(second, 0, program, first.length, second.length);
        if (program.length / FilterAssembler.SIZE > MOST_INSTRUCTIONS) {
            throw unusable("its filter is longer than the kernel takes, " + MOST_INSTRUCTIONS + " instructions");
        }
        return program;
    }
}
