package dev.groovebox.sandbox.storage;

import dev.groovebox.sandbox.operation.SystemEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What was done to an engine's objects, by all its processes, a line each, in numbered files of one folder: 1, 2, 3 ...
 * The highest is written to; when it has grown to its bound the next is begun, and the oldest is deleted. Nobody takes a
 * lock: a line is appended by one write, and a late one of another process may still come to the file before the last.
 */
public final class EventLog implements AutoCloseable {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** How much is kept. */
    public record Bounds(long fileBytes, int files) {
        public static final Bounds DEFAULT = new Bounds(512 << 10, 8);
    }

    private final Path folder;
    private final Bounds bounds;
    private Optional<FileChannel> file = Optional.empty();

    public EventLog(EnginePaths paths) {
        this(paths.events(), Bounds.DEFAULT);
    }

    public EventLog(Path folder, Bounds bounds) {
        this.folder = folder;
        this.bounds = bounds;
    }

    /** The numbers of the files that are there; what else lies there is nobody's concern. */
    public static SortedSet<Long> numbers(Path folder) throws IOException {
        SortedSet<Long> numbers = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path found : files) {
                String name = found.getFileName().toString();
                if (NUMBER.matcher(name).matches()) {
                    numbers.add(Long.parseLong(name));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return numbers;
        }
        return numbers;
    }

    /** The folder, which is there now. */
    public Path folder() throws IOException {
        Folders.ensure(folder, OWNER_FOLDER);
        return folder;
    }

    public Bounds bounds() {
        return bounds;
    }

    /**
     * Appends events, all at once. A disk that is full must not keep anybody from removing what fills it: what can't be
     * written then is not told.
     */
    public synchronized void write(SystemEvent... events) {
        if (events.length == 0) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        for (SystemEvent event : events) {
            lines.append(event.line());
        }
        boolean interrupted = Thread.interrupted(); // an interrupted thread closes the channel instead of writing
        try {
            current().write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException full) {
            // As said above.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private FileChannel current() throws IOException {
        if (file.isPresent() && file.get().isOpen() && file.get().size() < bounds.fileBytes()) {
            return file.get();
        }
        close();
        SortedSet<Long> numbers = numbers(folder());
        long number = numbers.isEmpty() ? 1 : numbers.last();
        FileChannel opened = open(number);
        // Others may begin the same file at the same moment: it is one file all the same.
        while (opened.size() >= bounds.fileBytes()) {
            opened.close();
            number++;
            opened = open(number);
        }
        file = Optional.of(opened);
        for (long old : numbers.headSet(number - bounds.files() + 1)) {
            Files.deleteIfExists(folder.resolve(Long.toString(old)));
        }
        return opened;
    }

    private FileChannel open(long number) throws IOException {
        return FileChannel.open(
                folder.resolve(Long.toString(number)), Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), OWNER_FILE);
    }

    @Override
    public synchronized void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
            file = Optional.empty();
        }
    }
}
