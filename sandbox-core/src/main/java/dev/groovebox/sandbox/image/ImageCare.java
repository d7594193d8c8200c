package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Index;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.PruneReport;
import dev.groovebox.sandbox.operation.PruneRules;
import dev.groovebox.sandbox.operation.StoreFinding;
import dev.groovebox.sandbox.storage.DiskUsage;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Removes images, and what is left of them, while others may be adding some. */
public final class ImageCare {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final ImageStore store;
    private final ImageUsers users;
    private final CachedContent cache;
    private final ContentSweep sweep;

    public ImageCare(EnginePaths paths, FileCalls calls, ImageStore store, ImageUsers users, CachedContent cache) {
        this.paths = paths;
        this.calls = calls;
        this.store = store;
        this.users = users;
        this.cache = cache;
        this.sweep = new ContentSweep(paths, store.reader(), store.layout(), store.layers(), users);
    }

    /**
     * Removes a name, and with its last name the image and all that only it used.
     *
     * @param force also by an id that several names have, and under a container, which then keeps the layers
     * @return lines like docker's: "Untagged: x", "Deleted: sha256:..."
     */
    public List<String> remove(String name, boolean force) throws IOException {
        List<String> lines = new ArrayList<>();
        store.requireEntry(name);
        try (ContentHold held = store.begin()) {
            store.changeIndex(index -> new ImageRemoval(store.reader(), users).mark(index, name, force, lines));
            if (held.tryToBeAlone()) {
                Garbage garbage = sweep.ofRemoved(store.layout().readIndex());
                lines.addAll(garbage.lines());
                delete(garbage);
                held.done();
            }
        }
        return lines;
    }

    /**
     * Sweeps what a killed command has left, if one was killed and nobody is changing the content now.
     *
     * @return whether there was anything to look for
     */
    public boolean sweepAfterKill() throws IOException {
        List<Path> marks = ContentHold.marks(paths);
        if (marks.isEmpty()) {
            return false;
        }
        Optional<ObjectLock> alone = store.tryToHoldAlone();
        if (alone.isPresent()) {
            try (ObjectLock held = alone.get()) {
                delete(sweep.ofRemoved(store.layout().readIndex()));
                delete(sweep.orphans(store.layout().readIndex(), cache));
                for (Path mark : marks) {
                    Files.deleteIfExists(mark);
                }
            } catch (EngineException damagedIndex) {
                return true; // the marks stay; system check tells of the damage
            }
        }
        return true;
    }

    private void delete(Garbage garbage) throws IOException {
        if (garbage.isEmpty()) {
            return;
        }
        try (StagingArea staging = StagingArea.open(paths, calls)) {
            sweep.delete(garbage, staging);
            store.changeIndex(index -> ContentSweep.forget(index, garbage));
        }
    }

    /**
     * Removes the images that the rules name, and whatever no image, container or cache needs.
     *
     * @param dryRun tells what would go, and leaves it
     */
    public PruneReport prune(PruneRules rules, boolean dryRun) throws IOException {
        PruneChoice choice = new PruneChoice(rules, store.loader(), users);
        List<String> lines = new ArrayList<>();
        if (dryRun) {
            Index pruned = choice.mark(store.layout().readIndex(), lines);
            return report(lines, pruned, garbage -> {});
        }
        try (ContentHold held = store.begin()) {
            store.changeIndex(index -> {
                lines.clear();
                return choice.mark(index, lines);
            });
            if (held.tryToBeAlone()) {
                PruneReport report = report(lines, store.layout().readIndex(), this::delete);
                held.done();
                return report;
            }
            // A build or a pull is going on, and the next command ends this.
            return new PruneReport(lowerCase(lines), 0);
        }
    }

    /** @param usage counts, and has counted nothing of the store before */
    public StoreUsage usage(DiskUsage usage) throws IOException {
        return StoreUsage.measure(store, StoreFiles.list(paths), users, cache, usage);
    }

    /**
     * Reads all that images are made of, and compares it with its digests.
     *
     * @param repair mends what can be mended, and removes images that can't
     */
    public List<StoreFinding> check(boolean repair) throws IOException {
        if (!repair) {
            return new StoreCheck(paths, calls, store, users).check(false);
        }
        Optional<ObjectLock> alone = store.tryToHoldAlone();
        if (alone.isEmpty()) {
            throw new EngineException(FailureKind.BUSY, "cannot repair the store", "",
                    "a build, a pull or another command is changing it", "try again when it has ended");
        }
        try (ObjectLock held = alone.get()) {
            List<StoreFinding> findings = new ArrayList<>(new StoreCheck(paths, calls, store, users).check(true));
            Index index = store.layout().readIndex();
            delete(sweep.ofRemoved(index));
            delete(sweep.orphans(store.layout().readIndex(), cache));
            return findings;
        }
    }

    /** Whether an image is stored under that id, also one that was removed by force and is still under a container. */
    public boolean isHere(String imageId) throws IOException {
        try {
            store.requireUnder(imageId);
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    /** What {@link #prune} and a repair would sweep. */
    public List<String> orphans() throws IOException {
        return sweep.orphans(store.layout().readIndex(), cache).lines();
    }

    private interface GarbageUse {
        void accept(Garbage garbage) throws IOException;
    }

    /** Orphans are looked for in the index as it will be, so that a dry run tells the same as a real one. */
    private PruneReport report(List<String> lines, Index pruned, GarbageUse use) throws IOException {
        DiskUsage usage = new DiskUsage(calls);
        long bytes = 0;
        Garbage removed = sweep.ofRemoved(pruned);
        Garbage orphans = sweep.orphans(pruned, cache);
        for (Garbage garbage : List.of(removed, orphans)) {
            bytes += sweep.bytesOf(garbage, usage);
            lines.addAll(garbage.lines());
            use.accept(garbage);
        }
        return new PruneReport(lowerCase(lines), bytes);
    }

    /** As docker's prune prints them, unlike its rmi. */
    private static List<String> lowerCase(List<String> lines) {
        return lines.stream().map(line -> line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1)).toList();
    }
}
