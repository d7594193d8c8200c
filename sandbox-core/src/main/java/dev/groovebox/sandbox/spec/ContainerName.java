package dev.groovebox.sandbox.spec;

import java.util.List;

/** What a container may be called. */
public final class ContainerName {
    private ContainerName() {}

    /** @throws SpecException when no container may be called so */
    public static void require(String name) {
        if (!SpecRules.isName(name)) {
            throw new SpecException(
                    "invalid container", name, List.of("name: '" + name + "' is not letters, digits, '_', '.', '-'"));
        }
    }
}
