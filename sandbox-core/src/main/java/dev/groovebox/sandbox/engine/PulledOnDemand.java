package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.endpoint.RegistryException;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.build.MissingImages;
import dev.groovebox.sandbox.distribution.Distribution;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.image.ImageNotFoundException;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.operation.LayerCompression;
import dev.groovebox.sandbox.operation.RegistryOperation.Pull;
import dev.groovebox.sandbox.operation.RegistryOperation.Push;
import java.io.IOException;
import java.util.Optional;

/** Pulls the images that containers and builds ask for and that are not here, as docker does. */
final class PulledOnDemand implements MissingImages {
    private final Distribution distribution;

    PulledOnDemand(Distribution distribution) {
        this.distribution = distribution;
    }

    @Override
    public void bring(ImageNotFoundException missing, String name, Optional<Platform> platform, EventSink events)
            throws IOException, InterruptedException {
        try {
            distribution.pull(new Pull(name, platform, false), events);
        } catch (EngineException e) {
            throw wasNotThere(e) ? missing.norPulled(e) : e;
        }
    }

    /** The registry has no such image either, or there is no registry: then it is the name that is wrong. */
    private static boolean wasNotThere(EngineException e) {
        return !(e.getCause() instanceof RegistryException failure) || switch (failure.kind()) {
            case NOT_FOUND, UNREACHABLE, UNAUTHORIZED, FORBIDDEN -> true;
            default -> false;
        };
    }

    @Override
    public void refresh(String name, Optional<Platform> platform, EventSink events) throws IOException, InterruptedException {
        distribution.pull(new Pull(name, platform, false), events);
    }

    @Override
    public StoredImage fetch(String name, EventSink events) throws IOException, InterruptedException {
        return distribution.bringUnnamed(name, events);
    }

    @Override
    public void push(String image, String to, EventSink events) throws IOException, InterruptedException {
        distribution.push(new Push(image, Optional.of(to), false, LayerCompression.AS_IT_IS), events);
    }
}
