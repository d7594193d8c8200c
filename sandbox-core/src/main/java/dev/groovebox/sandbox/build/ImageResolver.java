package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.image.ImageNotFoundException;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.NewImage;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.image.archive.ArchiveReader;
import dev.groovebox.sandbox.image.archive.ImageTransport;
import dev.groovebox.sandbox.image.host.HostBase;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.ArchiveOperation;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the image that a container or a build is to stand on; makes the ready-made base when it is first asked for. */
public final class ImageResolver {
    /** The reference of the ready-made base. */
    public static final Reference HOST_BASE = Reference.parse("host/base:latest");

    /** Docker's PATH for images that say nothing of it. */
    static final String DEFAULT_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ImageStore store;
    private final HostImages hostImages;
    private final MissingImages missing;
    private final EnginePaths paths;
    private final FileCalls calls;

    public ImageResolver(EnginePaths paths, FileCalls calls, ImageStore store, HostBase host) {
        this(paths, calls, store, host, MissingImages.NONE);
    }

    public ImageResolver(EnginePaths paths, FileCalls calls, ImageStore store, HostBase host, MissingImages missing) {
        this.missing = missing;
        this.paths = paths;
        this.calls = calls;
        this.store = store;
        this.hostImages = new HostImages(paths, calls, store, host);
    }

    /**
     * @param name a reference, an id or the beginning of one, or the place of an image such as oci:DIR:TAG
     * @throws dev.groovebox.sandbox.failure.EngineException NOT_FOUND, with the nearest name that exists
     */
    public StoredImage resolve(String name) throws IOException {
        Optional<ImageTransport> place = ImageTransport.of(name);
        if (place.isPresent()) {
            return read(place.get(), EventSink.none());
        }
        Optional<StoredImage> found = store.find(name);
        if (found.isPresent()) {
            return found.get();
        }
        return isHostBase(name) ? makeHostBase() : store.require(name);
    }

    private StoredImage read(ImageTransport place, EventSink events) throws IOException {
        try {
            return new ArchiveReader(paths, calls, store, ArchiveOperation.MOST_LAYER_BYTES, events).read(place);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Like {@link #resolve}, and brings an image that is not here from its registry. */
    public StoredImage resolveOrPull(String name, EventSink events) throws IOException, InterruptedException {
        Optional<ImageTransport> place = ImageTransport.of(name);
        if (place.isPresent()) {
            return read(place.get(), events);
        }
        try {
            return resolve(name);
        } catch (ImageNotFoundException e) {
            missing.bring(e, name, events);
            return store.require(name);
        }
    }

    /** Brings the image from its registry whether it is here or not; what this machine makes itself stays. */
    public StoredImage pull(String name, Optional<Platform> platform, EventSink events) throws IOException, InterruptedException {
        if (!isHostBase(name) && ImageTransport.of(name).isEmpty()) {
            missing.refresh(name, platform, events);
        }
        return resolve(name);
    }

    /** Brings an image of ours to the registry of its name. */
    void push(String name, EventSink events) throws IOException, InterruptedException {
        missing.push(name, events);
    }

    HostImages hostImages() {
        return hostImages;
    }

    private static boolean isHostBase(String name) {
        try {
            return Reference.parse(name).withDefaultTag().equals(HOST_BASE);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private StoredImage makeHostBase() throws IOException {
        HostImages.Base base = hostImages.readyMade();
        Execution execution = new Execution(
                "", List.of(DEFAULT_PATH), List.of(), List.of("/bin/sh"), "", Map.of(), List.of(),
                List.of(), Optional.empty());
        byte[] config = base.config().withExecution(execution).write();
        return store.add(NewImage.of(config, List.of(base.layer())), List.of(HOST_BASE));
    }
}
