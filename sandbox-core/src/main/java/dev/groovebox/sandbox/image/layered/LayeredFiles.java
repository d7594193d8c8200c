package dev.groovebox.sandbox.image.layered;

import dev.groovebox.sandbox.image.layer.Whiteouts;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The files of an image as a container sees them, read from its layers' folders without a mount. Symbolic links are
 * followed here, within the image's own root, one name at a time; the kernel follows none. Whatever an image holds,
 * nothing outside its layers is opened, and nothing that could block.
 */
public final class LayeredFiles implements AutoCloseable {
    private final FileCalls calls;
    private final List<OpenFile> layers = new ArrayList<>();

    private LayeredFiles(FileCalls calls) {
        this.calls = calls;
    }

    /** @param folders topmost first */
    public static LayeredFiles open(FileCalls calls, List<Path> folders) throws IOException {
        LayeredFiles files = new LayeredFiles(calls);
        try {
            for (Path folder : folders) {
                files.layers.add(calls.open(folder, Access.FOLDER));
            }
            return files;
        } catch (IOException e) {
            files.close();
            throw e;
        }
    }

    /** The root, in which every layer takes part. */
    MergedFolder root() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            all.add(i);
        }
        return new MergedFolder(BytePath.ROOT, all);
    }

    /**
     * A folder as overlayfs merges it.
     *
     * @param path through no link
     * @param members numbers of the layers whose folder of that path takes part, topmost first
     */
    record MergedFolder(BytePath path, List<Integer> members) {}

    /**
     * A name in a merged folder.
     *
     * @param members of the folder that it is, else the one layer that it is in
     */
    record Child(BytePath path, FileStatus status, List<Integer> members) {
        MergedFolder asFolder() {
            return new MergedFolder(path, members);
        }
    }

    /** What overlayfs would show under that name: the uppermost file, or all folders down to the first that hides the rest. */
    Optional<Child> child(MergedFolder folder, BytePath name) throws IOException {
        List<Integer> members = new ArrayList<>();
        FileStatus uppermost = null;
        for (int layer : folder.members()) {
            try (OpenFile parent = calls.openBeneath(layers.get(layer), folder.path(), Access.FOLDER)) {
                Optional<FileStatus> found = calls.find(parent, name);
                if (found.isEmpty()) {
                    continue;
                }
                if (!found.get().isFolder()) {
                    boolean hidden = uppermost != null || found.get().isWhiteout();
                    return hidden ? merged(folder, name, uppermost, members)
                            : Optional.of(new Child(folder.path().child(name), found.get(), List.of(layer)));
                }
                uppermost = uppermost == null ? found.get() : uppermost;
                members.add(layer);
                if (calls.attribute(parent, name, Whiteouts.OPAQUE_ATTRIBUTE).filter(Whiteouts::isOpaque).isPresent()) {
                    break;
                }
            }
        }
        return merged(folder, name, uppermost, members);
    }

    private static Optional<Child> merged(
            MergedFolder folder, BytePath name, FileStatus uppermost, List<Integer> members) {
        return uppermost == null
                ? Optional.empty()
                : Optional.of(new Child(folder.path().child(name), uppermost, List.copyOf(members)));
    }

    BytePath readLink(Child link) throws IOException {
        try (OpenFile parent = parentOf(link)) {
            return calls.readLink(parent, link.path().name());
        }
    }

    private OpenFile parentOf(Child child) throws IOException {
        return calls.openBeneath(layers.get(child.members().get(0)), child.path().parent(), Access.FOLDER);
    }

    /** The file that a path means; absent when there is none. Links in it are followed, the last one too. */
    public Optional<LayeredFile> find(BytePath path) throws IOException {
        return new PathWalk(this).walk(path).found().map(LayeredFile::of);
    }

    /**
     * Where a new file of that path would be: all links on the way followed, also when what they name is not there.
     */
    public LayeredPlace place(BytePath path) throws IOException {
        PathWalk.Result result = new PathWalk(this).walk(path);
        return new LayeredPlace(result.path(), result.found().map(LayeredFile::of));
    }

    /** The folder that the file is in, in the layer that it is of. */
    public OpenFile openParent(LayeredFile file) throws IOException {
        return calls.openBeneath(layers.get(file.layer()), file.path().parent(), Access.FOLDER);
    }

    /**
     * The content of a regular file; absent when there is none.
     *
     * @throws UnusableFileException when it is too large, or no regular file (a FIFO, say, that would make us wait)
     * @throws dev.groovebox.sandbox.linux.KernelException as open(2) would: ELOOP, ENOTDIR
     */
    public Optional<byte[]> read(String path, int mostBytes) throws IOException {
        Optional<LayeredFile> file = find(BytePath.of(path));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        requireRegular(file.get().status(), path);
        return Optional.of(readWithin(file.get(), path, mostBytes));
    }

    private static void requireRegular(FileStatus status, String path) throws UnusableFileException {
        if (!status.isRegular()) {
            throw new UnusableFileException(
                    path, "is no regular file but a " + status.type().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
    }

    private byte[] readWithin(LayeredFile file, String path, int mostBytes) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] chunk = new byte[1 << 13];
        try (OpenFile parent = openParent(file);
                OpenFile open = calls.openBeneath(parent, file.path().name(), Access.READ_CAREFULLY)) {
            requireRegular(calls.status(open), path); // a running container may have swapped it since
            for (int count = calls.read(open, chunk, chunk.length); count > 0;
                    count = calls.read(open, chunk, chunk.length)) {
                if (content.size() + count > mostBytes) {
                    throw new UnusableFileException(path, "has more than " + mostBytes + " bytes");
                }
                content.write(chunk, 0, count);
            }
        }
        return content.toByteArray();
    }

    @Override
    public void close() throws IOException {
        for (OpenFile layer : layers) {
            layer.close();
        }
    }
}
