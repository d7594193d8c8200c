package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
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

    /**
     * Like {@link #resolve}, and brings an image that is not here from its registry.
     *
     * @param platform when the image here is for others, and its name is of a registry, that one's is brought
     */
    public StoredImage resolveOrPull(String name, Optional<Platform> platform, EventSink events)
            throws IOException, InterruptedException {
        Optional<ImageTransport> place = ImageTransport.of(name);
        if (place.isPresent()) {
            return read(place.get(), events);
        }
        StoredImage here;
        try {
            here = resolve(name);
        } catch (ImageNotFoundException e) {
            missing.bring(e, name, platform, events);
            return requireFor(name, platform);
        }
        if (platform.isEmpty() || platform.get().accepts(here.config().platform())) {
            return here;
        }
        Optional<StoredImage> fitting = store.find(name, platform.get());
        if (fitting.isPresent() || !isByName(here, name)) {
            return fitting.orElse(here);
        }
        return forPlatform(here, name, platform.get(), events);
    }

    private StoredImage requireFor(String name, Optional<Platform> platform) throws IOException {
        Optional<StoredImage> fitting = platform.isPresent() ? store.find(name, platform.get()) : Optional.empty();
        return fitting.isPresent() ? fitting.get() : store.require(name);
    }

    private StoredImage forPlatform(StoredImage here, String name, Platform platform, EventSink events)
            throws IOException, InterruptedException {
        try {
            missing.refresh(name, Optional.of(platform), events);
            return requireFor(name, Optional.of(platform));
        } catch (EngineException e) {
            Failure failure = e.failure();
            throw new EngineException(new Failure(failure.kind(), "cannot find image", name,
                    "it is here for " + here.config().platform() + ", not for " + platform + ", and pulling it failed: "
                            + failure.cause(),
                    failure.remedy()), e);
        }
    }

    /** Brings the image from its registry whether it is here or not; what no registry can have changed stays. */
    StoredImage pull(String name, Optional<Platform> platform, EventSink events) throws IOException, InterruptedException {
        Optional<StoredImage> here = ImageTransport.of(name).isPresent() ? Optional.empty() : store.find(name);
        if (here.isEmpty() || !isByName(here.get(), name)) {
            return resolveOrPull(name, platform, events);
        }
        try {
            missing.refresh(name, platform, events);
            return requireFor(name, platform);
        } catch (EngineException e) {
            Failure failure = e.failure();
            throw new EngineException(new Failure(failure.kind(), failure.action(), name, failure.cause(),
                    (failure.remedy().isEmpty() ? "" : failure.remedy() + ", or ") + "build without --pull on the image that is here"), e);
        }
    }

    /** Not by its id or digest, which mean the same for ever, nor made by this machine itself. */
    private static boolean isByName(StoredImage image, String name) {
        try {
            Reference reference = Reference.parse(name).withDefaultTag();
            return !reference.equals(HOST_BASE) && image.names().contains(reference.familiar());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Brings what is no image to run, such as a cache, from its registry: it gets no name here. */
    StoredImage fetch(String name, EventSink events) throws IOException, InterruptedException {
        return missing.fetch(name, events);
    }

    /** Brings an image of ours to a registry, under that name. */
    void push(String image, String to, EventSink events) throws IOException, InterruptedException {
        missing.push(image, to, events);
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
