package dev.groovebox.sandbox.linux.seccomp;

import dev.groovebox.sandbox.linux.capability.CapabilitySet;
import java.io.IOException;
import java.util.Optional;

/** Compiles each program once for a machine: libseccomp takes longer than a container's whole start. */
final class CachedSeccompCompiler implements SeccompCompiler {
    private final SeccompCompiler compiler;
    private final SeccompProfile profile;
    private final ProgramCache cache;

    CachedSeccompCompiler(SeccompCompiler compiler, SeccompProfile profile, ProgramCache cache) {
        this.compiler = compiler;
        this.profile = profile;
        this.cache = cache;
    }

    @Override
    public byte[] defaultProfile(CapabilitySet capabilities) throws IOException {
        return cached(name(capabilities), profile.text(), () -> compiler.defaultProfile(capabilities));
    }

    /** A name need not be unlike all others: the file tells what it was made of. */
    @Override
    public byte[] profile(String text, CapabilitySet capabilities) throws IOException {
        String name = name(capabilities) + "-" + Integer.toHexString(text.hashCode());
        return cached(name, text, () -> compiler.profile(text, capabilities));
    }

    private static String name(CapabilitySet capabilities) {
        return "seccomp-" + Long.toHexString(capabilities.mask());
    }

    private interface Compilation {
        byte[] compile() throws IOException;
    }

    private byte[] cached(String name, String origin, Compilation compilation) throws IOException {
        Optional<byte[]> kept = cache.read(name, origin);
        if (kept.isPresent()) {
            return kept.get();
        }
        byte[] program = compilation.compile();
        cache.write(name, origin, program);
        return program;
    }
}
