package dev.groovebox.sandbox.linux.seccomp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which calls are allowed; all others fail with EPERM.
 *
 * @param text as it was written, which identifies it
 */
record SeccompProfile(String text) {
    /** The profile that comes with the engine. */
    static SeccompProfile ofEngine() throws IOException {
        try (InputStream resource = SeccompProfile.class.getResourceAsStream("default.profile")) {
            if (resource == null) {
                throw new IOException("default.profile is not in the program's jar");
            }
            return new SeccompProfile(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    List<SyscallRule> rules() {
        return ProfileParser.parse(text);
    }
}
