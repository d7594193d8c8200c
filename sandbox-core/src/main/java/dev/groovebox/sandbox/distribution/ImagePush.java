package dev.groovebox.sandbox.distribution;

import dev.groovebox.registry.client.BlobContent;
import dev.groovebox.registry.client.Registries;
import dev.groovebox.registry.client.Repository;
import dev.groovebox.registry.endpoint.ManifestContent;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Brings one image into a repository: its blobs, several at a time, then its manifests, and the tag last of all. */
final class ImagePush {
    private static final long INTERVAL_NANOS = 100_000_000;
    private static final int SHORT = 12;

    private final Registries registries;
    private final BlobSources sources;
    private final Reference target;
    private final Repository repository;
    private final EventSink events;

    ImagePush(Registries registries, BlobSources sources, Reference target, EventSink events) {
        this.registries = registries;
        this.sources = sources;
        this.target = target;
        this.repository = registries.repository(target);
        this.events = events;
    }

    /** A blob to be there; its final form may have to be made first. */
    interface Part {
        /** For progress. */
        String name();

        Prepared prepare() throws IOException;
    }

    /** @param content reads it, from any byte on */
    record Prepared(Descriptor blob, BlobContent content) {}

    /** The manifests are made of what the parts have become. */
    interface Assembly {
        /** Those that others refer to first; the last is what the tag stands for. */
        List<ManifestContent> manifests(List<Descriptor> blobs);
    }

    /** @return the manifest that the tag stands for */
    ManifestContent push(List<Part> parts, Assembly assembly) throws IOException, InterruptedException {
        List<ManifestContent> manifests = assembly.manifests(pushParts(parts));
        for (ManifestContent manifest : manifests.subList(0, manifests.size() - 1)) {
            repository.putManifest(manifest.digest().toString(), manifest);
        }
        ManifestContent top = manifests.get(manifests.size() - 1);
        repository.putManifest(target.tag().orElseGet(() -> top.digest().toString()), top);
        return top;
    }

    private List<Descriptor> pushParts(List<Part> parts) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.max(1, Math.min(parts.size(), registries.settings().uploads())), ImagePush::daemonThread);
        try {
            Map<String, Future<Descriptor>> known = new LinkedHashMap<>();
            List<Future<Descriptor>> futures = new ArrayList<>();
            for (Part part : parts) {
                futures.add(known.computeIfAbsent(part.name(), name -> threads.submit(() -> pushPart(part))));
            }
            List<Descriptor> blobs = new ArrayList<>();
            for (Future<Descriptor> future : futures) {
                blobs.add(future.get());
            }
            return blobs;
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread daemonThread(Runnable work) {
        Thread thread = new Thread(work, "upload");
        thread.setDaemon(true);
        return thread;
    }

    private static IOException rethrown(Throwable cause) {
        if (cause instanceof RuntimeException runtime) {
            throw runtime;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    private Descriptor pushPart(Part part) throws IOException {
        String name = part.name().substring(0, Math.min(SHORT, part.name().length()));
        Prepared prepared = part.prepare();
        Descriptor blob = prepared.blob();
        if (repository.hasBlob(blob.digest())) {
            done(name, "Layer already exists", blob);
            return blob;
        }
        Optional<String> mounted = mount(blob.digest());
        if (mounted.isPresent()) {
            done(name, "Mounted from " + mounted.get(), blob);
            return blob;
        }
        repository.uploads().upload(blob, prepared.content(), new Told(name, "Pushing", blob.size())::to);
        done(name, "Pushed", blob);
        return blob;
    }

    private Optional<String> mount(Digest blob) throws IOException {
        for (String other : sources.elsewhere(blob, target)) {
            if (repository.uploads().mount(blob, other)) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    private void done(String name, String words, Descriptor blob) throws IOException {
        sources.add(blob.digest(), target);
        events.accept(new Event.ProgressDone(name, words, blob.size()));
    }

    /** Progress, some times a second. */
    final class Told {
        private final String name;
        private final String doing;
        private final long total;
        private long last;

        Told(String name, String doing, long total) {
            this.name = name;
            this.doing = doing;
            this.total = total;
        }

        void to(long bytes) {
            long now = System.nanoTime();
            if (now - last >= INTERVAL_NANOS) {
                last = now;
                events.accept(new Event.Progress(name, doing, bytes, Optional.of(total)));
            }
        }
    }
}
