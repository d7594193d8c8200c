package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.layer.LayerReader;
import dev.groovebox.sandbox.image.layer.Whiteouts;
import dev.groovebox.sandbox.image.tar.TarEntry;
import dev.groovebox.sandbox.image.tar.TarReader;
import dev.groovebox.sandbox.image.tar.TarType;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.FileType;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.storage.FolderTree;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Unpacks an archive into a folder of the image (ADD). Names in it mean what they mean to a program in the image: links
 * of the image are followed within its root, ".." of the target is refused.
 */
final class ArchiveCopy {
    private final FileCalls calls;
    private final UpperFolder upper;
    private final BytePath target;
    private final Optional<FileOwner> owner;
    /** Set at the end, since each file made in a folder changes the folder's time. */
    private final Map<BytePath, Instant> folderTimes = new LinkedHashMap<>();
    private final byte[] buffer = new byte[1 << 16];

    /** @param owner of all; absent: the archive's */
    ArchiveCopy(FileCalls calls, UpperFolder upper, BytePath target, Optional<FileOwner> owner) {
        this.calls = calls;
        this.upper = upper;
        this.target = target;
        this.owner = owner;
    }

    void unpack(InputStream in) throws IOException {
        upper.folder(target, FileOwner.ROOT).close();
        TarReader reader = new TarReader(AddedArchive.plain(in, target.toString()));
        long size = 0;
        for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            // Told before it is written: a few kilobytes can claim to be any size.
            size += entry.get().size();
            if (size > LayerReader.MOST_BYTES) {
                throw refused(entry.get().path(), "the files of the archive have more than " + LayerReader.MOST_BYTES + " bytes");
            }
            add(entry.get(), reader);
        }
        for (Map.Entry<BytePath, Instant> folder : folderTimes.entrySet()) {
            BytePath path = folder.getKey();
            try (OpenFile parent = upper.folder(path.parent(), FileOwner.ROOT)) {
                if (calls.find(parent, path.name()).isPresent()) {
                    calls.changeTimes(parent, path.name(), folder.getValue(), folder.getValue());
                }
            }
        }
    }

    private BytePath placeOf(BytePath path) {
        BytePath place = target;
        for (String component : path.components()) {
            if (component.equals("..")) {
                throw refused(path, "it leads out of the archive");
            }
            if (!component.isEmpty() && !component.equals(".")) {
                place = place.child(new BytePath(component));
            }
        }
        return place;
    }

    private void add(TarEntry entry, TarReader content) throws IOException {
        BytePath place = placeOf(entry.path());
        if (place.equals(target)) {
            return;
        }
        try (TargetFolder parent = upper.target(place.parent(), owner.orElse(FileOwner.ROOT))) {
            BytePath name = place.name();
            if (entry.type() == TarType.FOLDER) {
                parent.enter(name, place).close();
                folderTimes.put(place, entry.modified());
            } else {
                makeRoom(parent.upper(), name);
                make(parent.upper(), name, entry, content);
            }
            if (entry.type() != TarType.HARD_LINK) {
                setAttributes(parent.upper(), name, entry);
            }
        }
    }

    /** Only what this step itself has made: what is below is hidden by the new file, a folder too, as tar replaces it. */
    private void makeRoom(OpenFile parent, BytePath name) throws IOException {
        Optional<FileStatus> here = calls.find(parent, name);
        if (here.isPresent() && here.get().isFolder()) {
            new FolderTree(calls).delete(parent, name);
        } else if (here.isPresent()) {
            calls.removeFile(parent, name);
        }
    }

    private void make(OpenFile parent, BytePath name, TarEntry entry, TarReader content) throws IOException {
        switch (entry.type()) {
            case FILE -> {
                try (OpenFile file = calls.create(parent, name, 0600)) {
                    for (int count = content.read(buffer); count > 0; count = content.read(buffer)) {
                        calls.write(file, buffer, count);
                    }
                }
            }
            case LINK -> calls.makeLink(parent, name, entry.link());
            case HARD_LINK -> hardLink(parent, name, entry);
            case FIFO -> calls.makeNode(parent, name, FileType.FIFO, 0600, 0, 0);
            case CHARACTER_DEVICE -> device(parent, name, FileType.CHARACTER_DEVICE, entry);
            case BLOCK_DEVICE -> device(parent, name, FileType.BLOCK_DEVICE, entry);
            default -> throw new IllegalStateException(entry.type() + " is made elsewhere");
        }
    }

    private void device(OpenFile parent, BytePath name, FileType type, TarEntry entry) throws IOException {
        if (type == FileType.CHARACTER_DEVICE && entry.deviceMajor() == 0 && entry.deviceMinor() == 0) {
            throw refused(entry.path(), "it is a character device 0:0, which means a deletion in a layer");
        }
        calls.makeNode(parent, name, type, 0600, entry.deviceMajor(), entry.deviceMinor());
    }

    private void hardLink(OpenFile parent, BytePath name, TarEntry entry) throws IOException {
        BytePath linked = placeOf(entry.link());
        try (OpenFile folder = upper.folder(linked.parent(), FileOwner.ROOT)) {
            Optional<FileStatus> file = calls.find(folder, linked.name());
            if (file.isEmpty() || file.get().isFolder()) {
                throw refused(entry.path(), "it is a hard link to '" + entry.link() + "', which is no earlier file of the archive");
            }
            calls.makeHardLink(folder, linked.name(), parent, name);
        }
    }

    private void setAttributes(OpenFile parent, BytePath name, TarEntry entry) throws IOException {
        calls.changeOwner(parent, name, owner.map(FileOwner::uid).orElse(entry.uid()),
                owner.map(FileOwner::gid).orElse(entry.gid()));
        if (entry.type() != TarType.LINK) {
            calls.changePermissions(parent, name, entry.permissions());
        }
        for (Map.Entry<BytePath, byte[]> attribute : entry.attributes().entrySet()) {
            if (!Whiteouts.isOverlays(attribute.getKey())) {
                calls.setAttribute(parent, name, attribute.getKey(), attribute.getValue());
            }
        }
        calls.changeTimes(parent, name, entry.modified(), entry.modified());
    }

    private static EngineException refused(BytePath path, String cause) {
        return new EngineException(FailureKind.INVALID, "cannot unpack", path.toString(), cause, "");
    }
}
