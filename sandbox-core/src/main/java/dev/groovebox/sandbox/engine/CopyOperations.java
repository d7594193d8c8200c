package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerProcess;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.container.MountPoints;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.inside.TreeCopy;
import dev.groovebox.sandbox.inside.TreeCopy.End;
import dev.groovebox.sandbox.linux.MountCalls;
import dev.groovebox.sandbox.linux.MountCalls.Attachment;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.operation.CopyOperation;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Copies between this machine and containers. A container's files are reached by a descriptor of its root alone: a
 * running one's as its own processes see them; a stopped one's by a mount that nobody else sees, with its volumes. No
 * program or library of the container has any part in it (CVE-2019-14271), and no link leads out (CVE-2018-15664).
 */
final class CopyOperations {
    private static final Path MACHINE = Path.of("/");
    private static final int LOCK_TRIES = 300;
    private static final int LOCK_TRY_MILLIS = 10;

    private final EnginePaths paths;
    private final Machine machine;
    private final ContainerStore store;
    private final ImageOperations images;
    private final VolumeMounts volumes;
    private final MountCalls mounts;
    private final ExecutorService threads;

    CopyOperations(
            EnginePaths paths,
            Machine machine,
            ContainerStore store,
            ImageOperations images,
            VolumeMounts volumes,
            MountCalls mounts,
            ExecutorService threads) {
        this.paths = paths;
        this.machine = machine;
        this.store = store;
        this.images = images;
        this.volumes = volumes;
        this.mounts = mounts;
        this.threads = threads;
    }

    private interface Work {
        long with(OpenFile root) throws IOException, InterruptedException;
    }

    long perform(CopyOperation<?> operation, EventSink events) throws IOException, InterruptedException {
        TreeCopy copy = new TreeCopy(
                machine.files(), threads, skipped -> events.accept(new Event.Warning(skipped)));
        if (operation instanceof CopyOperation.CopyToContainer to) {
            refuseOwnIds(store.require(to.container()));
            return inside(to.container(), root -> {
                try (OpenFile machineRoot = machine.files().open(MACHINE, Access.FOLDER)) {
                    return copy.copy(new End(machineRoot, absolute(to.folder(), to.source())), to.followLink(),
                            new End(root, to.target()), to.keepOwner(), false);
                }
            });
        }
        if (operation instanceof CopyOperation.CopyFromContainer from) {
            return inside(from.container(), root -> {
                try (OpenFile machineRoot = machine.files().open(MACHINE, Access.FOLDER)) {
                    return copy.copy(new End(root, from.source()), from.followLink(),
                            new End(machineRoot, absolute(from.folder(), from.target())), from.keepOwner(), true);
                }
            });
        }
        if (operation instanceof CopyOperation.ArchiveFromContainer from) {
            return inside(from.container(), root -> copy.pack(new End(root, from.source()), from.followLink(), from.output()));
        }
        CopyOperation.ExtractInContainer extract = (CopyOperation.ExtractInContainer) operation;
        refuseOwnIds(store.require(extract.container()));
        return inside(extract.container(), root -> copy.extract(extract.input(), new End(root, extract.target()), true));
    }

    /** Not by Path: "/." and "/" at the end have a meaning here. */
    private static String absolute(Path folder, String path) {
        return path.startsWith("/") ? path : folder.toAbsolutePath() + "/" + path;
    }

    /** On a running container's own mounts the machine's root is nobody, and can make no file. */
    private static void refuseOwnIds(Container container) {
        if (container.record().userIdBase().isPresent() && container.state().status().hasProcess()) {
            throw new EngineException(
                    FailureKind.CONFLICT, "cannot copy to container", container.record().name(),
                    "it has user ids of its own while it runs", "stop it first, or give the files by 'groovebox exec -i'");
        }
    }

    private long inside(String name, Work work) throws IOException, InterruptedException {
        Container container = store.require(name);
        try {
            Optional<ContainerProcess> process = container.state().process();
            if (process.isPresent()) {
                try (OpenFile root = rootOf(process.get())) {
                    return work.with(root);
                }
            }
            return stopped(container, work);
        } catch (IOException e) {
            throw new EngineException(
                    new Failure(FailureKind.ENGINE, "cannot copy files of container", name, Failure.reasonOf(e), ""), e);
        }
    }

    /** If its number is still its own after the root was opened, it was so before. */
    private OpenFile rootOf(ContainerProcess process) throws IOException {
        OpenFile root = machine.files().open(Path.of("/proc/" + process.pid() + "/root/."), Access.FOLDER);
        if (!process.lives(machine.facts().bootId())) {
            root.close();
            throw new IOException("it has just ended");
        }
        return root;
    }

    /** Of one that has just ended, the monitor holds it for a moment more. */
    private ObjectLock lockOf(Container container) throws IOException, InterruptedException {
        for (int tries = 0; tries < LOCK_TRIES; tries++) {
            Optional<ObjectLock> lock = store.tryLock(container.record().id());
            if (lock.isPresent()) {
                return lock.get();
            }
            Thread.sleep(LOCK_TRY_MILLIS);
        }
        throw new IOException("it is just being started, or somebody else copies");
    }

    /** Its lock is held meanwhile, so that nobody starts it: two overlays on the same folders spoil each other. */
    private long stopped(Container container, Work work) throws IOException, InterruptedException {
        try (ObjectLock held = lockOf(container);
                OpenFile root = mounted(container)) {
            return work.with(root);
        }
    }

    /** With all that its programs would see; what they would lose at once, in a memory filesystem say, nobody may write. */
    private OpenFile mounted(Container container) throws IOException, InterruptedException {
        ContainerPaths folder = container.paths();
        List<Path> layers = new ArrayList<>();
        layers.add(MountPoints.layer(paths, machine.files()));
        layers.addAll(images.mountable(container.record(), folder));
        List<Attachment> attachments =
                volumes.resolve(container.record(), folder, layers).stream().map(CopyOperations::attachment).toList();
        return mounts.overlay(
                layers, folder.upper(), folder.work(), folder.rootfs(), container.record().spec().readOnlyRoot(), attachments);
    }

    private static Attachment attachment(MountSpec mount) {
        if (mount instanceof MountSpec.Bind bind) {
            return new Attachment.Tree(bind.source(), true, bind.target(), bind.readOnly());
        }
        if (mount instanceof MountSpec.Exact exact) {
            return new Attachment.Tree(exact.source(), false, exact.target(), exact.readOnly());
        }
        return new Attachment.Nothing(mount.target());
    }
}
