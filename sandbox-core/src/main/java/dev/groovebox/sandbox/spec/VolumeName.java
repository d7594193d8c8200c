package dev.groovebox.sandbox.spec;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;

/** What a volume may be called. */
public final class VolumeName {
    private VolumeName() {}

    public static boolean isName(String name) {
        return NetworkRules.isName(name);
    }

    /** @throws EngineException when it is no name: one with a '/' or '..' would lead elsewhere */
    public static void require(String name) {
        if (!isName(name)) {
            throw new EngineException(
                    FailureKind.INVALID, "cannot use volume", name, "its name is not letters, digits, '_', '.', '-'",
                    "a folder of this machine begins with / or ./");
        }
    }
}
