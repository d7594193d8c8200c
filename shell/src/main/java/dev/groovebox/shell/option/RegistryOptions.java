package dev.groovebox.shell.option;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.UsageException;
import java.util.Optional;

/** What the commands about registries share. */
public final class RegistryOptions {
    private RegistryOptions() {}

    /** @param what is expected: "the name of one image" */
    public static String oneWord(Arguments arguments, String what) {
        if (arguments.words().size() != 1) {
            throw new UsageException("expects " + what);
        }
        return arguments.words().get(0);
    }

    public static Optional<Platform> platform(Arguments arguments) {
        try {
            return arguments.value("--platform").map(Platform::parse);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--platform: " + e.getMessage());
        }
    }
}
