package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.image.tar.TarEntry;
import dev.groovebox.sandbox.image.tar.TarReader;
import dev.groovebox.sandbox.image.tar.TarType;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.FileType;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Unpacks an archive into an open folder whose owner may change it meanwhile. Every name is opened one after the other
 * from there, links are never followed, and a file is made anew, so nothing is written through what was there.
 */
final class TreeExtraction {
    private static final int PRIVATE_FOLDER = 0700;
    private static final int PRIVATE_FILE = 0600;
    private static final int WITHOUT_SET_ID = 01777;

    private final FileCalls calls;
    private final Owners owners;
    private final Folders folders;
    private final Consumer<String> skipped;
    private final CopiedAttributes attributes;
    private final long mostBytes;
    private final byte[] buffer = new byte[1 << 16];
    private final List<FolderTime> folderTimes = new ArrayList<>();
    private long count;

    /** Whose the files become. */
    enum Owners {
        /** As the archive says. */
        KEPT,
        /** Root's of the place they go to. */
        ROOT,
        /** Ours, on this machine: a container's set-user-id programs must not be the machine's. */
        OURS
    }

    /** What becomes of a link or a file where a folder is to be. */
    enum Folders {
        /** It stays, and the unpacking ends: it is somebody's, /lib of a container say, which leads to /usr/lib. */
        TAKE_NO_PLACE,
        /** It goes, as for an archive that is one layer over another. */
        TAKE_PLACES
    }

    private record FolderTime(BytePath path, Instant time) {}

    TreeExtraction(FileCalls calls, Owners owners, Folders folders, Consumer<String> skipped) {
        this(calls, owners, folders, skipped, Long.MAX_VALUE);
    }

    /** @param mostBytes that the files may have together */
    TreeExtraction(FileCalls calls, Owners owners, Folders folders, Consumer<String> skipped, long mostBytes) {
        this.calls = calls;
        this.owners = owners;
        this.folders = folders;
        this.skipped = skipped;
        this.attributes = new CopiedAttributes(calls);
        this.mostBytes = mostBytes;
    }

    /** Answers how many files and folders it made. */
    long extract(TarReader tar, OpenFile target) throws IOException {
        long size = 0;
        for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
            // Told before it is written: a few kilobytes can claim to be any size.
            size += entry.get().size();
            if (size > mostBytes) {
                throw new IOException("its files have more than " + mostBytes + " bytes");
            }
            extract(tar, entry.get(), target);
        }
        // Last, since every file that is made in a folder changes its time.
        for (int i = folderTimes.size() - 1; i >= 0; i--) {
            FolderTime folder = folderTimes.get(i);
            try (OpenFile parent = parent(target, folder.path())) {
                calls.changeTimes(parent, folder.path().name(), folder.time(), folder.time());
            }
        }
        return count;
    }

    private void extract(TarReader tar, TarEntry entry, OpenFile target) throws IOException {
        BytePath path = checked(entry.path());
        if (path.isEmpty()) {
            return; // the folder that we unpack into is the user's own matter
        }
        try (OpenFile parent = parent(target, path)) {
            BytePath name = path.name();
            switch (entry.type()) {
                case FOLDER -> makeFolder(parent, name, entry, path);
                case FILE -> makeFile(tar, parent, name, entry);
                case LINK -> {
                    makeWay(parent, name);
                    calls.makeLink(parent, name, entry.link());
                    own(parent, name, entry);
                    calls.changeTimes(parent, name, entry.modified(), entry.modified());
                }
                case HARD_LINK -> makeHardLink(target, parent, name, entry);
                case FIFO -> {
                    makeWay(parent, name);
                    calls.makeNode(parent, name, FileType.FIFO, PRIVATE_FILE, 0, 0);
                    finish(parent, name, entry);
                }
                default -> {
                    skipped.accept("'" + path + "' is a device, and is left out");
                    return;
                }
            }
            count++;
        }
    }

    /** Without "." and a leading slash; ".." has no place in it. */
    private static BytePath checked(BytePath path) throws IOException {
        BytePath clean = BytePath.ROOT;
        for (String part : path.components()) {
            if (part.equals("..")) {
                throw new IOException("the archive has a path with '..': '" + path + "'");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                clean = clean.child(new BytePath(part));
            }
        }
        return clean;
    }

    private OpenFile parent(OpenFile target, BytePath path) throws IOException {
        return calls.openBeneath(target, path.parent(), Access.FOLDER);
    }

    private void makeFolder(OpenFile parent, BytePath name, TarEntry entry, BytePath path) throws IOException {
        Optional<FileStatus> there = calls.find(parent, name);
        if (there.isPresent() && there.get().isFolder()) {
            return; // what is there stays as it is, with more in it
        }
        if (there.isPresent() && folders == Folders.TAKE_NO_PLACE) {
            throw new IOException("'" + path + "' is no folder there, and a folder would take its place");
        }
        makeWay(parent, name);
        calls.makeFolder(parent, name, PRIVATE_FOLDER);
        finish(parent, name, entry);
        folderTimes.add(new FolderTime(path, entry.modified()));
    }

    private void makeFile(TarReader tar, OpenFile parent, BytePath name, TarEntry entry) throws IOException {
        makeWay(parent, name);
        try (OpenFile file = calls.create(parent, name, PRIVATE_FILE)) {
            for (int got = tar.read(buffer); got > 0; got = tar.read(buffer)) {
                calls.write(file, buffer, got);
            }
        }
        finish(parent, name, entry);
    }

    private void makeHardLink(OpenFile target, OpenFile parent, BytePath name, TarEntry entry) throws IOException {
        BytePath original = checked(entry.link());
        try (OpenFile folder = parent(target, original)) {
            if (!calls.status(folder, original.name()).isRegular()) {
                throw new IOException("'" + entry.path() + "' is a hard link to what is no file, '" + original + "'");
            }
            makeWay(parent, name);
            calls.makeHardLink(folder, original.name(), parent, name);
        }
    }

    /** A file may be replaced, and a folder not. */
    private void makeWay(OpenFile parent, BytePath name) throws IOException {
        Optional<FileStatus> there = calls.find(parent, name);
        if (there.isPresent()) {
            if (there.get().isFolder()) {
                throw new IOException("'" + name + "' is a folder, and a file would take its place");
            }
            calls.removeFile(parent, name);
        }
    }

    private void own(OpenFile parent, BytePath name, TarEntry entry) throws IOException {
        if (owners == Owners.KEPT) {
            calls.changeOwner(parent, name, entry.uid(), entry.gid());
        }
    }

    /** A file's capabilities are what set-user-id bits are. A change of its owner has taken them away before. */
    private void setAttribute(OpenFile parent, BytePath name, BytePath attribute, byte[] value) throws IOException {
        boolean refused = owners == Owners.OURS && attribute.equals(CopiedAttributes.CAPABILITY);
        if (CopiedAttributes.isCopied(attribute) && !refused) {
            attributes.set(parent, name, attribute, value).ifPresent(why ->
                    skipped.accept("'" + name + "' is copied without its attribute '" + attribute + "': " + why));
        }
    }

    private void finish(OpenFile parent, BytePath name, TarEntry entry) throws IOException {
        own(parent, name, entry);
        int permissions = owners == Owners.OURS ? entry.permissions() & WITHOUT_SET_ID : entry.permissions();
        calls.changePermissions(parent, name, permissions);
        for (Map.Entry<BytePath, byte[]> attribute : entry.attributes().entrySet()) {
            setAttribute(parent, name, attribute.getKey(), attribute.getValue());
        }
        if (entry.type() != TarType.FOLDER) {
            calls.changeTimes(parent, name, entry.modified(), entry.modified());
        }
    }
}
