package dev.groovebox.sandbox.launch;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.ProcessCalls;
import java.io.IOException;
import java.io.InputStream;

/**
 * The sandbox-init program in a sealed memory file: whatever a container does with /proc/PID/exe, nobody can write to
 * it (CVE-2019-5736). One file serves all launches of an engine.
 */
final class SandboxInit {
    private final ProcessCalls calls;
    private int descriptor = -1;

    SandboxInit(ProcessCalls calls) {
        this.calls = calls;
    }

    synchronized int descriptor() throws IOException {
        if (descriptor < 0) {
            descriptor = calls.sealedMemory("sandbox-init", content());
        }
        return descriptor;
    }

    private static byte[] content() throws IOException {
        try (InputStream resource = SandboxInit.class.getResourceAsStream("sandbox-init")) {
            if (resource == null) {
                throw new EngineException(
                        FailureKind.ENGINE,
                        "cannot launch",
                        "",
                        "this build has no sandbox-init",
                        "build again with a C compiler (gcc and libc6-dev)");
            }
            return resource.readAllBytes();
        }
    }

    synchronized void close() throws IOException {
        if (descriptor >= 0) {
            calls.close(descriptor);
            descriptor = -1;
        }
    }
}
