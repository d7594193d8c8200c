package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.storage.ContainerPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Another container, whose network a container shares. */
record Joined(Container container) {
    /** @throws EngineException when it is not there or does not run */
    static Joined find(ContainerStore containers, String name) throws IOException {
        Container container = containers.require(name);
        if (container.state().pid().isEmpty()) {
            throw new EngineException(
                    FailureKind.CONFLICT, "cannot share the network of container", name, "it does not run", "start it first");
        }
        return new Joined(container);
    }

    Path namespace() {
        return Path.of("/proc/" + container.state().pid().getAsInt() + "/ns/net");
    }

    /** It has its names too, as they are now. */
    void copyNames(ContainerPaths folder) throws IOException {
        Files.copy(container.paths().hosts(), folder.hosts(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(container.paths().resolvConf(), folder.resolvConf(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }
}
