package dev.groovebox.sandbox.linux.seccomp;

import dev.groovebox.sandbox.linux.jna.JnaLibseccomp;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;

/** Makes this machine's compiler of filters. */
public final class SeccompCompilers {
    private SeccompCompilers() {}

    /** Compiles by libseccomp once, and keeps each program in the engine's cache. Loads the library only then. */
    public static SeccompCompiler ofThisMachine(EnginePaths paths) throws IOException {
        SeccompProfile profile = SeccompProfile.ofEngine();
        Architecture architecture = Architecture.ofThisMachine();
        return new CachedSeccompCompiler(
                new LibseccompCompiler(new JnaLibseccomp(), profile, architecture),
                profile,
                ProgramCache.of(paths, architecture));
    }
}
