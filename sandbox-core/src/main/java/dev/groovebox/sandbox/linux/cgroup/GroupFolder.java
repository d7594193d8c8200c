package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.linux.file.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** One group in one hierarchy: a folder of the cgroup filesystem and the kernel's files in it. */
record GroupFolder(Path path) {
    /** A process that has just ended leaves its group a moment later; about two seconds in all. */
    private static final int REMOVAL_ATTEMPTS = 200;
    private static final int REMOVAL_PAUSE_MILLIS = 10;

    /** A name comes from outside; it must not lead out of our own group. */
    static String checkedName(String name) {
        if (name.isEmpty() || name.length() > 255 || "_.-".indexOf(name.charAt(0)) >= 0 || !isWord(name)) {
            throw new IllegalArgumentException("not a name of a cgroup: " + name);
        }
        return name;
    }

    /** No pattern: a list of hundreds of containers asks for each of theirs, in a JVM that has just begun. */
    private static boolean isWord(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z';
            if (!plain && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    GroupFolder child(String name) {
        return new GroupFolder(path.resolve(checkedName(name)));
    }

    Path file(String name) {
        return path.resolve(name);
    }

    boolean exists() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    boolean has(String file) {
        return Files.exists(file(file), LinkOption.NOFOLLOW_LINKS);
    }

    void create() throws IOException {
        Files.createDirectory(path);
    }

    void createIfAbsent() throws IOException {
        try {
            create();
        } catch (FileAlreadyExistsException alreadyThere) {
            return;
        }
    }

    String read(String file) throws IOException {
        return SmallFile.readText(file(file)).strip();
    }

    /** Absent for the kernel's word "max". */
    OptionalLong readLimit(String file) throws IOException {
        String text = read(file);
        return text.equals("max") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    /** The number after a key in a file of "key number" lines; 0 when the key is not there. */
    long readKeyed(String file, String key) throws IOException {
        for (String line : read(file).split("\n")) {
            String[] words = line.split(" ");
            if (words.length == 2 && words[0].equals(key)) {
                return Long.parseLong(words[1]);
            }
        }
        return 0;
    }

    /** Never creates a file; the kernel takes or refuses a value in one write. */
    void write(String file, String value) throws IOException {
        Files.write(file(file), value.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    }

    /** Names of the groups directly under this one; none when it does not exist. */
    List<String> childNames() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    names.add(entry.getFileName().toString());
                }
            }
        } catch (NoSuchFileException gone) {
            return List.of();
        }
        return names;
    }

    /** The processes in this group and in those a privileged container made below it. */
    List<Integer> processes() throws IOException {
        List<Integer> processes = new ArrayList<>();
        try {
            read("cgroup.procs").lines().map(Integer::valueOf).forEach(processes::add);
        } catch (IOException failure) {
            // A group that goes while its file is open answers ENODEV, for which Java has no exception of its own.
            if (exists()) {
                throw failure;
            }
            return List.of();
        }
        for (String name : childNames()) {
            processes.addAll(new GroupFolder(path.resolve(name)).processes());
        }
        return processes;
    }

    /** Removes the group and all below it; waits for processes that are just ending. */
    void remove() throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.deleteIfExists(path);
                return;
            } catch (FileSystemException busy) {
                if (attempt == REMOVAL_ATTEMPTS) {
                    throw busy;
                }
            }
            // Looked for only now: most groups have none below, and listing is dearer than the removal.
            List<String> below = childNames();
            for (String name : below) {
                new GroupFolder(path.resolve(name)).remove();
            }
            if (below.isEmpty()) {
                Thread.sleep(REMOVAL_PAUSE_MILLIS);
            }
        }
    }

    /** Removes the group unless something is in it; another engine may be about to use it, or have removed it. */
    void removeIfEmpty() throws IOException {
        try {
            Files.deleteIfExists(path);
        } catch (AccessDeniedException denied) {
            throw denied;
        } catch (FileSystemException inUse) {
            // EBUSY or ENOTEMPTY: whoever uses it removes it. Asking again who does would be a race.
            return;
        }
    }
}
