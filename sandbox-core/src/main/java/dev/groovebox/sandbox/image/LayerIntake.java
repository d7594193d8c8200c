package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one way for layers into the store: each is verified, kept and unpacked while it arrives, several at a time.
 * A layer is seen by others when all of it is right, and not before; one that is here already is not asked for.
 */
public final class LayerIntake {
    /** How it tells of a layer that is here; docker's words. */
    public static final String KNOWN = "Already exists";

    private static final int MOST_AT_ONCE = 4;

    private final EnginePaths paths;
    private final FileCalls calls;
    private final LayerStore layers;
    private final long mostBytes;
    private final IntakeWords words;
    private final EventSink events;
    private int mostAtOnce = MOST_AT_ONCE;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicReference<Exception> firstFailure = new AtomicReference<>();

    LayerIntake(
            EnginePaths paths, FileCalls calls, LayerStore layers, long mostBytes, IntakeWords words, EventSink events) {
        this.paths = paths;
        this.calls = calls;
        this.layers = layers;
        this.mostBytes = mostBytes;
        this.words = words;
        this.events = events;
    }

    public LayerIntake atOnce(int most) {
        mostAtOnce = most;
        return this;
    }

    /**
     * Takes them all, or fails with the first failure of one; those that were whole by then stay. The caller holds the
     * store's content ({@link ImageStore#hold}) until its image is added.
     *
     * @return in the order of the question
     * @throws EngineException when an archive is damaged, hostile or too large
     */
    public List<StoredLayer> take(List<IncomingLayer> incoming) throws IOException, InterruptedException {
        // An archive of several images takes more than once; the threads of the take before have ended.
        ended.set(false);
        firstFailure.set(null);
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.max(1, Math.min(incoming.size(), mostAtOnce)), LayerIntake::daemonThread);
        try (StagingArea staging = StagingArea.open(paths, calls);
                EarlyWriteback writeback = EarlyWriteback.of(calls, paths.root())) {
            try {
                return results(submit(incoming, staging, threads));
            } finally {
                ended.set(true);
                threads.shutdownNow();
                awaitEnd(threads);
            }
        }
    }

    /** Takes in layers of other platforms' images, one after the other, as they are; those that are here are not read. */
    public void takeBlobs(List<IncomingLayer> incoming) throws IOException, InterruptedException {
        if (incoming.isEmpty()) {
            return;
        }
        ended.set(false);
        try (StagingArea staging = StagingArea.open(paths, calls);
                EarlyWriteback writeback = EarlyWriteback.of(calls, paths.root())) {
            for (IncomingLayer layer : incoming) {
                Descriptor blob = layer.claims().blob().orElseThrow();
                layers.takeBlob(blob, () -> open(layer), staging, mostBytes);
                events.accept(new Event.ProgressDone(layer.name(), words.done(), blob.size()));
            }
        } catch (KernelException e) {
            throw e;
        } catch (IOException e) {
            throw new EngineException(
                    new Failure(FailureKind.ENGINE, words.failing(), "another platform's layer", Failure.reasonOf(e), Failure.remedyOf(e)), e);
        }
    }

    private static Thread daemonThread(Runnable work) {
        Thread thread = new Thread(work, "layer");
        thread.setDaemon(true);
        return thread;
    }

    /** Images name some layers twice, most often an empty one. */
    private List<Future<StoredLayer>> submit(
            List<IncomingLayer> incoming, StagingArea staging, ExecutorService threads) {
        Map<Object, Future<StoredLayer>> known = new LinkedHashMap<>();
        List<Future<StoredLayer>> futures = new ArrayList<>();
        for (IncomingLayer layer : incoming) {
            Object identity = layer.claims().diffId().isPresent() ? layer.claims() : layer;
            futures.add(known.computeIfAbsent(identity, first -> threads.submit(() -> takeOne(layer, staging))));
        }
        return futures;
    }

    private StoredLayer takeOne(IncomingLayer layer, StagingArea staging) throws Exception {
        try {
            Optional<StoredLayer> here = layers.find(layer.claims());
            if (here.isPresent()) {
                events.accept(new Event.ProgressDone(layer.name(), KNOWN, here.get().blob().size()));
                return here.get();
            }
            StoredLayer taken = layers.take(layer.claims(), () -> open(layer), staging, mostBytes);
            events.accept(new Event.ProgressDone(layer.name(), words.done(), taken.blob().size()));
            return taken;
        } catch (KernelException | RuntimeException e) {
            throw failed(e);
        } catch (IOException e) {
            throw failed(new EngineException(
                    new Failure(FailureKind.ENGINE, words.failing(), layer.name(), Failure.reasonOf(e), ""), e));
        }
    }

    /** The others that it ends fail too, and are not what the user should hear of. */
    private Exception failed(Exception e) {
        firstFailure.compareAndSet(null, e);
        ended.set(true);
        return e;
    }

    private InputStream open(IncomingLayer layer) throws IOException {
        Optional<Long> total = layer.claims().blob().map(blob -> blob.size());
        return new IntakeProgress(layer.content().open(), layer.name(), words.doing(), total, events, ended);
    }

    private List<StoredLayer> results(List<Future<StoredLayer>> futures) throws IOException, InterruptedException {
        List<StoredLayer> stored = new ArrayList<>();
        try {
            for (Future<StoredLayer> future : futures) {
                stored.add(future.get());
            }
            return stored;
        } catch (ExecutionException e) {
            Exception first = firstFailure.get();
            if (first instanceof IOException io) {
                throw io;
            }
            throw first instanceof RuntimeException runtime ? runtime : new IllegalStateException(e.getCause());
        }
    }

    /** What they write to must be theirs alone until they have ended. */
    private static void awaitEnd(ExecutorService threads) {
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, java.util.concurrent.TimeUnit.HOURS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
