package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.image.ImageUsers;
import java.io.IOException;
import java.util.List;

/** Answers for the image store which containers there are. */
record ContainersOnImages(ContainerStore containers) implements ImageUsers {
    @Override
    public List<String> containersOf(Digest image) throws IOException {
        return containers.list().stream()
                .map(container -> container.record())
                .filter(record -> record.imageId().equals(image.toString()))
                .map(record -> record.name())
                .toList();
    }

    @Override
    public boolean any() throws IOException {
        return !containers.ids().isEmpty();
    }
}
