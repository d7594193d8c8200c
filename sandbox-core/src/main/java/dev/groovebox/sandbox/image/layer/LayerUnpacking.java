package dev.groovebox.sandbox.image.layer;

import dev.groovebox.sandbox.image.tar.TarEntry;
import dev.groovebox.sandbox.image.tar.TarFormatException;
import dev.groovebox.sandbox.image.tar.TarReader;
import dev.groovebox.sandbox.image.tar.TarType;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileOutput;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.FileType;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.storage.FolderTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the files of one layer in a folder of its own, as overlayfs wants them. Each entry's parent is opened through
 * no link and not above the folder, so that no order of entries leads out of it.
 */
final class LayerUnpacking implements LayerTarget {
    private static final byte[] YES = {'y'};
    private static final int NEW_FOLDER = 0755;
    private static final int BUFFER = 1 << 16;

    private final FileCalls calls;
    private final FolderTree trees;
    private final OpenFile root;
    /** Set at the end, since each file made in a folder changes the folder's time. */
    private final Map<BytePath, Instant> folderTimes = new LinkedHashMap<>();
    private final byte[] buffer = new byte[BUFFER];
    private Optional<OpenFile> current = Optional.empty();
    private BytePath currentPath = BytePath.ROOT;

    private LayerUnpacking(FileCalls calls, OpenFile root) {
        this.calls = calls;
        this.trees = new FolderTree(calls);
        this.root = root;
    }

    static LayerUnpacking into(Path folder, FileCalls calls) throws IOException {
        return new LayerUnpacking(calls, calls.open(folder, Access.FOLDER));
    }

    @Override
    public void add(TarEntry entry, TarReader content) throws IOException {
        BytePath path = LayerPaths.clean(entry.path());
        if (path.isEmpty()) {
            // Some tools write the layer's root too; what a container sees there is its own upper folder's root.
            require(entry.type() == TarType.FOLDER, "the layer's root as something else than a folder");
            return;
        }
        OpenFile parent = currentFolder(path.parent());
        if (path.name().raw().startsWith(Whiteouts.PREFIX)) {
            addWhiteout(parent, path, entry);
        } else {
            addFile(parent, path, entry, content);
        }
    }

    /** Archives list what is in a folder one after the other: it is opened once. What is deleted is always in it, never it. */
    private OpenFile currentFolder(BytePath path) throws IOException {
        if (current.isEmpty() || !path.equals(currentPath)) {
            leaveCurrent();
            current = Optional.of(open(path));
            currentPath = path;
        }
        return current.get();
    }

    private void leaveCurrent() throws IOException {
        if (current.isPresent()) {
            current.get().close();
            current = Optional.empty();
        }
    }

    /** Folders that the archive does not list belong to root. */
    private OpenFile open(BytePath path) throws IOException {
        try {
            return calls.openBeneath(root, path, Access.FOLDER);
        } catch (KernelException e) {
            if (e.errno() != Errno.ENOENT) {
                throw refused(path, e);
            }
        }
        try (OpenFile parent = open(path.parent())) {
            BytePath name = path.name();
            require(!name.raw().startsWith(Whiteouts.PREFIX), "a folder named as a deletion: '" + path + "'");
            calls.makeFolder(parent, name, NEW_FOLDER);
            calls.changePermissions(parent, name, NEW_FOLDER);
        }
        return calls.openBeneath(root, path, Access.FOLDER);
    }

    private static IOException refused(BytePath path, KernelException e) {
        boolean link = e.errno() == Errno.ELOOP || e.errno() == Errno.ENOTDIR;
        return link ? new TarFormatException("'" + path + "' is or is in what is no folder but a link or a file") : e;
    }

    private void addWhiteout(OpenFile parent, BytePath path, TarEntry entry) throws IOException {
        require(entry.type() == TarType.FILE || entry.type() == TarType.HARD_LINK,
                "a deletion that is no empty file: '" + path + "'");
        if (path.name().equals(Whiteouts.OPAQUE)) {
            makeOpaque(path.parent());
            return;
        }
        String hidden = path.name().raw().substring(Whiteouts.PREFIX.length());
        if (hidden.startsWith(Whiteouts.PREFIX)) {
            // Bookkeeping of AUFS, which wrote it into layers; it hides nothing.
            return;
        }
        require(!hidden.isEmpty() && !hidden.equals(".") && !hidden.equals(".."), "a deletion of '" + hidden + "'");
        hide(parent, path.parent().child(new BytePath(hidden)), entry.modified());
    }

    /**
     * A deletion is of what lower layers have. What this layer itself has stays, alone. Its time, which nobody sees, is kept
     * so that the same archive can be made again.
     */
    private void hide(OpenFile parent, BytePath path, Instant when) throws IOException {
        Optional<FileStatus> present = calls.find(parent, path.name());
        if (present.isEmpty()) {
            calls.makeNode(parent, path.name(), FileType.CHARACTER_DEVICE, 0, 0, 0);
            calls.changeTimes(parent, path.name(), when, when);
        } else if (present.get().isFolder()) {
            makeOpaque(path);
        }
    }

    /** The layer's own root is under no other folder of the overlay that could hide it by an attribute. */
    private void makeOpaque(BytePath folder) throws IOException {
        require(!folder.isEmpty(), "a layer that hides all that is below it");
        try (OpenFile parent = calls.openBeneath(root, folder.parent(), Access.FOLDER)) {
            calls.setAttribute(parent, folder.name(), Whiteouts.OPAQUE_ATTRIBUTE, YES);
        }
    }

    private void addFile(OpenFile parent, BytePath path, TarEntry entry, TarReader content) throws IOException {
        BytePath name = path.name();
        Optional<FileStatus> present = calls.find(parent, name);
        boolean folder = entry.type() == TarType.FOLDER;
        boolean kept = folder && present.filter(FileStatus::isFolder).isPresent();
        if (present.isPresent() && !kept) {
            trees.delete(parent, name);
            folderTimes.remove(path);
        }
        if (entry.type() == TarType.FILE) {
            write(parent, name, entry, content);
            return;
        }
        if (!kept) {
            make(parent, path, entry);
        }
        if (folder && present.filter(FileStatus::isWhiteout).isPresent()) {
            makeOpaque(path);
        }
        if (entry.type() != TarType.HARD_LINK) {
            setAttributes(parent, name, entry);
            if (folder) {
                folderTimes.put(path, entry.modified());
            }
        }
    }

    private void make(OpenFile parent, BytePath path, TarEntry entry) throws IOException {
        BytePath name = path.name();
        switch (entry.type()) {
            case FILE -> throw new IllegalStateException("a file is made with its content");
            case FOLDER -> calls.makeFolder(parent, name, 0700);
            case LINK -> calls.makeLink(parent, name, entry.link());
            case HARD_LINK -> makeHardLink(parent, path, entry);
            case FIFO -> calls.makeNode(parent, name, FileType.FIFO, 0600, 0, 0);
            case CHARACTER_DEVICE -> makeDevice(parent, name, FileType.CHARACTER_DEVICE, entry);
            case BLOCK_DEVICE -> makeDevice(parent, name, FileType.BLOCK_DEVICE, entry);
        }
    }

    private void write(OpenFile parent, BytePath name, TarEntry entry, TarReader content) throws IOException {
        try (OpenFile file = calls.create(parent, name, 0600)) {
            try (FileOutput out = new FileOutput(calls, file)) {
                for (int count = content.read(buffer); count > 0; count = content.read(buffer)) {
                    out.write(buffer, 0, count);
                }
            }
            // In the order in which none undoes another: a new owner clears set-user-id bits and capabilities.
            calls.changeOwner(file, entry.uid(), entry.gid());
            calls.changePermissions(file, entry.permissions());
            setExtendedAttributes(parent, name, entry);
            calls.changeTimes(file, entry.modified(), entry.modified());
        }
    }

    /** Overlayfs takes a character device 0:0 for a deletion, which only {@code .wh.} names may say. */
    private void makeDevice(OpenFile parent, BytePath name, FileType type, TarEntry entry) throws IOException {
        require(type == FileType.BLOCK_DEVICE || entry.deviceMajor() != 0 || entry.deviceMinor() != 0,
                "a character device 0:0, '" + entry.path() + "'");
        calls.makeNode(parent, name, type, 0600, entry.deviceMajor(), entry.deviceMinor());
    }

    private void makeHardLink(OpenFile parent, BytePath path, TarEntry entry) throws IOException {
        BytePath target = LayerPaths.clean(entry.link());
        require(!target.isEmpty() && !target.equals(path), "a hard link '" + path + "' to itself or the root");
        try (OpenFile folder = calls.openBeneath(root, target.parent(), Access.FOLDER)) {
            Optional<FileStatus> status = calls.find(folder, target.name());
            require(status.filter(file -> !file.isFolder() && !file.isWhiteout()).isPresent(),
                    "a hard link '" + path + "' to '" + target + "', which is no file of the same layer");
            calls.makeHardLink(folder, target.name(), parent, path.name());
        } catch (KernelException e) {
            throw e.errno() == Errno.ENOENT || e.errno() == Errno.ELOOP || e.errno() == Errno.ENOTDIR
                    ? new TarFormatException("a hard link '" + path + "' to '" + target + "', which is no file of the same layer")
                    : e;
        }
    }

    /** In the same order. */
    private void setAttributes(OpenFile parent, BytePath name, TarEntry entry) throws IOException {
        calls.changeOwner(parent, name, entry.uid(), entry.gid());
        if (entry.type() != TarType.LINK) {
            calls.changePermissions(parent, name, entry.permissions());
        }
        setExtendedAttributes(parent, name, entry);
        calls.changeTimes(parent, name, entry.modified(), entry.modified());
    }

    private void setExtendedAttributes(OpenFile parent, BytePath name, TarEntry entry) throws IOException {
        for (Map.Entry<BytePath, byte[]> attribute : entry.attributes().entrySet()) {
            // Only whiteouts may tell overlayfs what to do.
            if (!Whiteouts.isOverlays(attribute.getKey())) {
                calls.setAttribute(parent, name, attribute.getKey(), attribute.getValue());
            }
        }
    }

    @Override
    public void finish() throws IOException {
        for (Map.Entry<BytePath, Instant> folder : folderTimes.entrySet()) {
            BytePath path = folder.getKey();
            try (OpenFile parent = calls.openBeneath(root, path.parent(), Access.FOLDER)) {
                calls.changeTimes(parent, path.name(), folder.getValue(), folder.getValue());
            } catch (KernelException e) {
                // A later entry put something else in the place of one of its parents.
                if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR && e.errno() != Errno.ELOOP) {
                    throw e;
                }
            }
        }
    }

    private static void require(boolean condition, String otherwise) throws TarFormatException {
        if (!condition) {
            throw new TarFormatException(otherwise);
        }
    }

    @Override
    public void close() throws IOException {
        try (root) {
            leaveCurrent();
        }
    }
}
