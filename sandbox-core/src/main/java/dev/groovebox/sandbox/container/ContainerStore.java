package dev.groovebox.sandbox.container;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.sandbox.linux.KernelSetting;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.SmallFile;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.AtomicFiles.Durability;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.FolderTree;
import dev.groovebox.sandbox.storage.Folders;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The containers of one engine, a folder each. Its owner, and after it the monitor, hold the folder's lock: a free
 * lock means that nobody is left. Readers take no lock.
 */
public final class ContainerStore {
    /** So many are read on all processors at once; of fewer, the start of the threads would take longer. */
    private static final int MANY = 64;

    private static final int MOST_MILLIS_OF_ENDING = 200;

    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> ROOT_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

    private final EnginePaths paths;
    private final FileCalls calls;
    private final FolderTree trees;
    private final TakenNames names;
    private final Freezer freezer;
    private volatile String bootId = "";

    /** A store whose containers are never paused. */
    public ContainerStore(EnginePaths paths, FileCalls calls) {
        this(paths, calls, id -> false);
    }

    public ContainerStore(EnginePaths paths, FileCalls calls, Freezer freezer) {
        this.paths = paths;
        this.calls = calls;
        this.trees = new FolderTree(calls);
        this.names = new TakenNames(paths);
        this.freezer = freezer;
    }

    /** Tells whether a running container's processes are frozen: the kernel alone knows. */
    public interface Freezer {
        boolean isFrozen(String id) throws IOException;
    }

    /** A container that was just made; closing it lets go of the lock, which a monitor may have inherited. */
    public record Created(ContainerRecord record, ContainerPaths paths, ObjectLock lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            lock.close();
        }
    }

    public static String newId() throws IOException {
        return ContainerId.random();
    }

    /**
     * Makes the container's folder, its record first.
     *
     * @param wanted the name asked for; absent: one is found
     * @param unnamed the record, whose name is yet to be set
     * @throws EngineException CONFLICT when another container has the name
     */
    public Created create(Optional<String> wanted, ContainerRecord unnamed) throws IOException {
        ContainerPaths folder = paths.container(unnamed.id());
        Folders.ensureSpread(calls, paths.containers(), OWNER_FOLDER);
        Files.createDirectory(folder.folder(), OWNER_FOLDER);
        ObjectLock lock = ObjectLock.exclusive(calls, folder.lock());
        try {
            ContainerRecord record = unnamed.named(names.take(wanted, unnamed.id(), this::isNamed));
            Durability durability = record.ephemeral() ? Durability.EPHEMERAL : Durability.DURABLE;
            write(folder, record, durability);
            Files.createDirectory(folder.work(), OWNER_FOLDER);
            Files.createDirectory(folder.rootfs(), OWNER_FOLDER);
            Files.createDirectory(folder.upper(), ROOT_FOLDER);
            Files.setPosixFilePermissions(folder.upper(), ROOT_FOLDER.value()); // whatever our umask is
            return new Created(record, folder, lock);
        } catch (IOException | RuntimeException failure) {
            try (lock) {
                delete(unnamed.id());
            }
            throw failure;
        }
    }

    /** From now on nobody takes it for one that has ended, until it is started. The caller holds its lock. */
    public void keepUntilStarted(ContainerRecord record) throws IOException {
        if (record.ephemeral()) {
            AtomicFiles.write(paths.container(record.id()).unstarted(), new byte[0], Durability.EPHEMERAL, OWNER_FILE);
        }
    }

    public boolean isKeptUntilStarted(ContainerRecord record) {
        return Files.exists(paths.container(record.id()).unstarted());
    }

    /** It is about to be started. When that fails, one that is removed at its end has ended, as docker has it. The caller holds its lock. */
    public void keepNoLonger(ContainerRecord record) throws IOException {
        if (record.ephemeral()) {
            Files.deleteIfExists(paths.container(record.id()).unstarted());
        }
    }

    private static void write(ContainerPaths folder, ContainerRecord record, Durability durability) throws IOException {
        byte[] content = record.toJson();
        AtomicFiles.write(folder.config(), content, durability, OWNER_FILE);
        if (durability == Durability.DURABLE) {
            AtomicFiles.write(folder.configCopy(), content, Durability.EPHEMERAL, OWNER_FILE);
        }
    }

    /** Every container whose record can be read; damaged ones are left to {@link #contents()}. */
    public List<Container> list() throws IOException {
        return readAll(ids());
    }

    /**
     * All that is there, of one look.
     *
     * @param damaged ids of containers whose record is there and can't be read, and of which no process is alive
     */
    public record Contents(List<Container> containers, List<String> damaged) {}

    public Contents contents() throws IOException {
        List<String> ids = ids();
        List<Container> containers = readAll(ids);
        List<String> damaged = new ArrayList<>();
        if (containers.size() < ids.size()) {
            Set<String> readable = containers.stream().map(container -> container.record().id()).collect(Collectors.toSet());
            for (String id : ids) {
                if (!readable.contains(id) && isDamaged(id)) {
                    damaged.add(id);
                }
            }
        }
        return new Contents(containers, damaged);
    }

    private List<Container> readAll(List<String> ids) throws IOException {
        try {
            return (ids.size() < MANY ? ids.stream() : ids.parallelStream()).flatMap(this::readOne).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Stream<Container> readOne(String id) {
        try {
            return read(id).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isDamaged(String id) throws IOException {
        return Files.exists(paths.container(id).config()) && read(id).isEmpty() && !isHeld(id);
    }

    /** All ids, of whatever state. */
    public List<String> ids() throws IOException {
        try (Stream<Path> folders = Files.list(paths.containers())) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(ContainerId::isPrefix)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    /** @param name a name, an id, or the beginning of one */
    public Container require(String name) throws IOException {
        Optional<String> named = names.ownerOf(name);
        List<String> matches = named.isPresent() ? List.of(named.get()) : beginningWith(name);
        if (matches.size() > 1) {
            throw new EngineException(
                    FailureKind.CONFLICT,
                    "cannot find container",
                    name,
                    matches.size() + " ids begin so",
                    "give more of the id");
        }
        Optional<Container> found = matches.isEmpty() ? Optional.empty() : read(matches.get(0));
        return found.orElseThrow(() -> notFound(name));
    }

    /** Of a whole id nobody has to look at all the others. */
    private List<String> beginningWith(String name) throws IOException {
        if (!ContainerId.isPrefix(name)) {
            return List.of();
        }
        return ContainerId.isWhole(name) ? List.of(name) : ids().stream().filter(id -> id.startsWith(name)).toList();
    }

    private EngineException notFound(String name) {
        List<String> names;
        try {
            names = list().stream().map(container -> container.record().name()).toList();
        } catch (IOException e) {
            names = List.of();
        }
        return new EngineException(
                FailureKind.NOT_FOUND,
                "cannot find container",
                name,
                "no such container",
                NearestWord.to(name, names).map(near -> "did you mean '" + near + "'?").orElse("'groovebox ps -a' lists them"));
    }

    /** The id of a damaged container that is meant by its id, the beginning of it, or its name. */
    public Optional<String> findDamaged(String name) throws IOException {
        Optional<String> named = names.ownerOf(name);
        for (String id : named.isPresent() ? List.of(named.get()) : beginningWith(name)) {
            if (isDamaged(id)) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    /** The container of exactly that name. */
    public Optional<Container> findNamed(String name) throws IOException {
        Optional<String> id = names.ownerOf(name);
        return id.isPresent() ? read(id.get()) : Optional.empty();
    }

    /** The container with that whole id; empty when it is not there or its record is damaged. */
    public Optional<Container> find(String id) throws IOException {
        return read(id);
    }

    private Optional<Container> read(String id) throws IOException {
        ContainerPaths folder = paths.container(id);
        try {
            ContainerRecord record = ContainerRecord.fromJson(SmallFile.read(folder.config()));
            return Optional.of(new Container(record, state(folder, id), folder));
        } catch (NoSuchFileException | JsonException e) {
            return Optional.empty();
        }
    }

    private ContainerState state(ContainerPaths folder, String id) throws IOException {
        byte[] written;
        try {
            written = SmallFile.read(folder.state());
        } catch (NoSuchFileException e) {
            return ContainerState.CREATED;
        }
        boolean held = isHeld(id);
        if (!held && ContainerState.isLost(written)) {
            written = SmallFile.read(folder.state()); // it may have ended between the two looks
        }
        ContainerState state = ContainerState.of(written, held, held ? bootId() : "");
        return state.status().canBePaused() && freezer.isFrozen(id) ? state.frozen() : state;
    }

    private String bootId() throws IOException {
        if (bootId.isEmpty()) {
            bootId = KernelSetting.read("kernel/random/boot_id");
        }
        return bootId;
    }

    /**
     * Writes down that a container whose monitor was killed has ended. The caller holds its lock.
     *
     * @return whether that is news
     */
    public boolean recordLost(Container container) throws IOException {
        byte[] written;
        try {
            written = SmallFile.read(container.paths().state());
        } catch (NoSuchFileException neverStarted) {
            return false;
        }
        if (!ContainerState.isLost(written)) {
            return false;
        }
        AtomicFiles.write(container.paths().state(), ContainerState.lost(written));
        return !container.record().ephemeral(); // of one that is deleted then, a living monitor records no end either
    }

    /**
     * Changes a container's record, also while it runs. Nobody else changes or deletes it meanwhile.
     *
     * @throws EngineException NOT_FOUND when it has gone, CONFLICT when another has the new name
     */
    public ContainerRecord change(String id, UnaryOperator<ContainerRecord> change) throws IOException {
        try (RecordLock held = RecordLock.take(paths, calls, id)) {
            ContainerRecord old = read(id).orElseThrow(() -> notFound(id)).record();
            ContainerRecord changed = change.apply(old);
            boolean renamed = !changed.name().equals(old.name());
            if (renamed) {
                names.take(Optional.of(changed.name()), id, this::isNamed);
            }
            write(paths.container(id), changed, Durability.DURABLE);
            if (renamed) {
                names.giveBack(old.name(), id);
            }
            return changed;
        }
    }

    /** One that is only just being made, or renamed, has all its names. */
    private boolean isNamed(String id, String name) throws IOException {
        if (!Files.exists(paths.container(id).folder())) {
            return false;
        }
        Optional<Container> owner = read(id);
        return owner.isEmpty()
                || owner.get().record().name().equals(name)
                || RecordLock.isHeld(paths, calls, id);
    }

    /** Whether a process of the container, or its owner, is alive. */
    private boolean isHeld(String id) throws IOException {
        return ObjectLock.isHeld(calls, paths.container(id).lock());
    }

    /** Whether it runs, or another command has it in hand. A monitor that has recorded the end lets go a moment later. */
    public boolean isInUse(String id) throws IOException, InterruptedException {
        for (int tries = 0; tries < MOST_MILLIS_OF_ENDING && isHeld(id); tries++) {
            if (find(id).filter(ContainerStore::runs).isPresent()) {
                return true;
            }
            Thread.sleep(1);
        }
        return isHeld(id);
    }

    /** The end of a container that is deleted then is not recorded; its process tells. */
    private static boolean runs(Container container) {
        ContainerState state = container.state();
        return state.status().isActive() && state.process().filter(ContainerProcess::isEnding).isEmpty();
    }

    /**
     * Takes the lock of a container of which nobody is alive; empty when somebody is.
     *
     * @throws NoSuchFileException when the container has gone, or is only just being made
     */
    public Optional<ObjectLock> tryLock(String id) throws IOException {
        return ObjectLock.tryExisting(calls, paths.container(id).lock());
    }

    /** Removes what a killed process left of a container that had no lock yet. */
    public void deleteUnborn(String id) throws IOException {
        try {
            Files.deleteIfExists(paths.container(id).folder());
        } catch (DirectoryNotEmptyException born) {
            // Its maker is alive, and has come to the lock meanwhile.
        }
    }

    /**
     * Deletes the container's folder and gives back its name. The caller holds its lock, which goes last: while there
     * is anything to delete, the folder is locked, or its deleter dead.
     */
    public void delete(String id) throws IOException {
        try (RecordLock held = RecordLock.take(paths, calls, id)) {
            Optional<Container> container = read(id);
            if (container.isPresent()) {
                names.giveBack(container.get().record().name(), id);
            } else {
                names.giveBackAll(id);
            }
            deleteFiles(paths.container(id));
        }
    }

    private void deleteFiles(ContainerPaths folder) throws IOException {
        for (Path file : filesIn(folder.folder())) {
            if (!file.equals(folder.lock())) {
                trees.delete(file);
            }
        }
        trees.delete(folder.folder());
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Like {@link #delete}, but the folder goes to another place of the same disk, in one step. */
    public void moveAway(ContainerRecord record, Path place) throws IOException {
        names.giveBack(record.name(), record.id());
        Files.move(paths.container(record.id()).folder(), place, StandardCopyOption.ATOMIC_MOVE);
    }

}
