package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ImageNotFoundException;
import dev.groovebox.sandbox.image.StoredImage;
import java.io.IOException;
import java.util.Optional;

/** Brings images that are not here. */
public interface MissingImages {
    /** Where no registry is asked. */
    MissingImages NONE = new MissingImages() {
        @Override
        public void bring(ImageNotFoundException missing, String name, Optional<Platform> platform, EventSink events) {
            throw missing;
        }

        @Override
        public void refresh(String name, Optional<Platform> platform, EventSink events) {
            // What is here is all there is.
        }

        @Override
        public StoredImage fetch(String name, EventSink events) {
            throw none("cannot pull", name);
        }

        @Override
        public void push(String image, String to, EventSink events) {
            throw none("cannot push to", to);
        }

        private static EngineException none(String action, String name) {
            return new EngineException(FailureKind.ENGINE, action, name, "there is no registry to ask", "");
        }
    };

    /**
     * Pulls an image.
     *
     * @param platform absent for this machine's
     * @throws dev.groovebox.sandbox.failure.EngineException when it can't be brought; it says both why it is missing and why it does not come
     */
    void bring(ImageNotFoundException missing, String name, Optional<Platform> platform, EventSink events)
            throws IOException, InterruptedException;

    /** Pulls an image whether it is here or not: {@code --pull}. */
    void refresh(String name, Optional<Platform> platform, EventSink events) throws IOException, InterruptedException;

    /** Pulls what is no image to run, such as a cache: no image here gets the name or loses it. */
    StoredImage fetch(String name, EventSink events) throws IOException, InterruptedException;

    /** The other way: brings an image of ours to a registry, under that name. */
    void push(String image, String to, EventSink events) throws IOException, InterruptedException;
}
