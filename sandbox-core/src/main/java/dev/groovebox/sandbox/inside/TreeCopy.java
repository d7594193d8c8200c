package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.image.tar.TarPipe;
import dev.groovebox.sandbox.image.tar.TarReader;
import dev.groovebox.sandbox.image.tar.TarWriter;
import dev.groovebox.sandbox.inside.TreeExtraction.Folders;
import dev.groovebox.sandbox.inside.TreeExtraction.Owners;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * Copies files between two roots, of which each may be hostile. It goes by way of an archive, as docker's does: what the
 * one side says is judged anew on the other.
 *
 * @param skipped hears of what was left out
 */
public record TreeCopy(FileCalls calls, ExecutorService threads, Consumer<String> skipped) {
    /** A path under a root. */
    public record End(OpenFile root, String path) {}

    private CopyPlace place(End end) {
        return new CopyPlace(calls, end.root(), end.path());
    }

    /** Writes an archive of what is there; its top has the last part of the path for a name. */
    public long pack(End source, boolean followLink, OutputStream out) throws IOException {
        CopyPlace place = place(source);
        BytePath as = place.isContents() ? BytePath.ROOT : place.isNamed() ? place.name() : BytePath.ROOT;
        return pack(place, followLink, as, out);
    }

    private long pack(CopyPlace source, boolean followLink, BytePath as, OutputStream out) throws IOException {
        try (TarWriter tar = new TarWriter(out)) {
            TreePacking packing = new TreePacking(calls, tar, skipped);
            if (followLink || source.mustBeFolder() || !source.isNamed()) {
                Optional<OpenFile> folder = source.openFolder();
                if (folder.isPresent()) {
                    try (OpenFile open = folder.get()) {
                        packing.packFolder(open, as);
                    }
                } else {
                    try (OpenFile file = source.openFile()) {
                        packing.packFile(file, as);
                    }
                }
            } else {
                try (OpenFile parent = source.openParent()) {
                    packing.pack(parent, source.name(), as);
                }
            }
            return packing.count();
        }
    }

    /** @param target a folder that is there */
    public long extract(InputStream in, End target, boolean keepOwner) throws IOException {
        Optional<OpenFile> folder = place(target).openFolder();
        if (folder.isEmpty()) {
            throw new IOException("'" + target.path() + "' is no folder");
        }
        try (OpenFile open = folder.get()) {
            Owners owners = keepOwner ? Owners.KEPT : Owners.ROOT;
            return new TreeExtraction(calls, owners, Folders.TAKE_NO_PLACE, skipped).extract(new TarReader(in), open);
        }
    }

    /**
     * Unpacks what somebody else has packed into an open folder of this machine; the files become ours, with their modes.
     *
     * @param mostBytes that they may have together
     */
    public long extract(InputStream in, OpenFile folder, long mostBytes) throws IOException {
        return new TreeExtraction(calls, Owners.ROOT, Folders.TAKE_PLACES, skipped, mostBytes).extract(new TarReader(in), folder);
    }

    /** @param toHost the files leave a container: they become ours, without set-user-id, unless owners are kept */
    public long copy(End from, boolean followLink, End to, boolean keepOwner, boolean toHost)
            throws IOException, InterruptedException {
        CopyPlace source = place(from);
        CopyPlace target = place(to);
        if (!source.exists()) {
            throw new IOException("'" + from.path() + "' is not there");
        }
        boolean folder = isFolder(source, followLink);
        Optional<OpenFile> existing = target.openFolder();
        BytePath as;
        OpenFile into;
        if (existing.isPresent()) {
            into = existing.get();
            as = source.isContents() && folder || !source.isNamed() ? BytePath.ROOT : source.name();
        } else {
            refuseTarget(source, target, folder);
            into = target.openParent();
            as = target.name();
        }
        Owners owners = keepOwner ? Owners.KEPT : toHost ? Owners.OURS : Owners.ROOT;
        try (into) {
            return pipe(out -> pack(source, followLink, as, out), into, owners, Folders.TAKE_NO_PLACE);
        }
    }

    /** Writes an archive. */
    public interface Archiving {
        void to(OutputStream out) throws IOException;
    }

    /** Unpacks what is archived meanwhile into an open folder of this machine: the files become ours, without set-user-id. */
    public long toMachine(Archiving source, OpenFile folder) throws IOException, InterruptedException {
        return pipe(source, folder, Owners.OURS, Folders.TAKE_PLACES);
    }

    private boolean isFolder(CopyPlace source, boolean followLink) throws IOException {
        if (followLink || source.mustBeFolder() || !source.isNamed()) {
            Optional<OpenFile> open = source.openFolder();
            if (open.isPresent()) {
                open.get().close();
            }
            return open.isPresent();
        }
        try (OpenFile parent = source.openParent()) {
            return calls.status(parent, source.name()).isFolder();
        }
    }

    private static void refuseTarget(CopyPlace source, CopyPlace target, boolean folder) throws IOException {
        if (folder && target.exists()) {
            throw new IOException("'" + source.path() + "' is a folder, and '" + target.path() + "' a file");
        }
        if (!folder && target.mustBeFolder()) {
            throw new IOException("'" + target.path() + "' is no folder");
        }
    }

    private long pipe(Archiving source, OpenFile into, Owners owners, Folders folders) throws IOException, InterruptedException {
        return TarPipe.through(threads, source::to, in ->
                new TreeExtraction(calls, owners, folders, skipped).extract(new TarReader(in), into));
    }
}
