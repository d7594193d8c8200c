package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.launch.LaunchPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A program to run in a sandbox: a container's, or a build step's.
 *
 * @param imageName as the user named it
 * @param imageId the config's digest; empty during a build
 * @param layers topmost first
 * @param writable where the changes go; absent: the container's own folder
 * @param more what no container has
 */
record SandboxJob(
        ContainerSpec spec,
        String imageName,
        String imageId,
        ImageConfig.Execution image,
        List<Path> layers,
        Optional<Writable> writable,
        Extras more) {
    SandboxJob(
            ContainerSpec spec,
            String imageName,
            String imageId,
            ImageConfig.Execution image,
            List<Path> layers,
            Optional<Writable> writable) {
        this(spec, imageName, imageId, image, layers, writable, Extras.NONE);
    }

    /**
     * What a build step has beside what its spec says, and what is written down nowhere.
     *
     * @param environment NAME=value, secrets among them
     */
    record Extras(List<LaunchPlan.Mount> mounts, List<String> environment) {
        static final Extras NONE = new Extras(List.of(), List.of());
    }

    /** @param work beside {@code upper}, for overlayfs itself */
    record Writable(Path upper, Path work) {}

    SandboxJob {
        layers = List.copyOf(layers);
    }
}
