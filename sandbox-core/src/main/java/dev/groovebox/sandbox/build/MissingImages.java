package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ImageNotFoundException;
import java.io.IOException;
import java.util.Optional;

/** Brings images that are not here. */
public interface MissingImages {
    /** Where no registry is asked. */
    MissingImages NONE = new MissingImages() {
        @Override
        public void bring(ImageNotFoundException missing, String name, EventSink events) {
            throw missing;
        }

        @Override
        public void refresh(String name, Optional<Platform> platform, EventSink events) {
            // What is here is all there is.
        }

        @Override
        public void push(String name, EventSink events) {
            throw new EngineException(FailureKind.ENGINE, "cannot push", name, "there is no registry to ask", "");
        }
    };

    /**
     * Pulls an image.
     *
     * @throws dev.groovebox.sandbox.failure.EngineException when it can't be brought; it says both why it is missing and why it does not come
     */
    void bring(ImageNotFoundException missing, String name, EventSink events) throws IOException, InterruptedException;

    /** Pulls an image whether it is here or not: {@code --pull}. */
    void refresh(String name, Optional<Platform> platform, EventSink events) throws IOException, InterruptedException;

    /** The other way: brings an image of ours to the registry of its name. */
    void push(String name, EventSink events) throws IOException, InterruptedException;
}
