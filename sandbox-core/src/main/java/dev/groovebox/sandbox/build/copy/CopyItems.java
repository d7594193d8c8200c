package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.image.tar.TarFormatException;
import dev.groovebox.sandbox.image.tar.TarReader;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.spec.InlineFile;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import org.tukaani.xz.XZIOException;

/** Finds out what each source of a COPY or ADD is. */
final class CopyItems {
    private final FileCalls calls;
    private final Optional<SourceTree> tree;

    CopyItems(FileCalls calls, Optional<SourceTree> tree) {
        this.calls = calls;
        this.tree = tree;
    }

    List<CopyItem> of(CopyRequest request) throws IOException {
        List<CopyItem> items = new ArrayList<>();
        for (String source : request.sources()) {
            // Everything before "/./" is where the source is, everything after it what is kept of its path.
            int pivot = request.options().parents() ? source.indexOf("/./") : -1;
            int dropped = pivot < 0 ? 0 : BytePath.of(ImagePaths.absolute(source.substring(0, pivot), "/").substring(1)).components().size();
            SourceTree from = tree.orElseThrow();
            for (SourceTree.Found found : request.options().parents() ? from.expandDeep(source) : from.expand(source)) {
                items.add(item(from, found, request, dropped));
            }
        }
        for (CopyRequest.Fetched fetched : request.fetched()) {
            SourceTree folder = SourceTree.ofImage(calls, fetched.name(), List.of(fetched.folder()));
            BytePath name = BytePath.of(fetched.name());
            items.add(file(folder, new SourceTree.Found(name, name), request.unpackFetched(), List.of()));
        }
        for (InlineFile file : request.inline()) {
            items.add(new CopyItem.Inline(file));
        }
        return items;
    }

    private CopyItem item(SourceTree from, SourceTree.Found found, CopyRequest request, int dropped) throws IOException {
        List<String> components = found.named().components();
        List<String> parents = List.of();
        if (request.options().parents()) {
            parents = components.subList(Math.min(dropped, components.size()), components.size());
        }
        if (found.path().isEmpty()) {
            return new CopyItem.Folder(from, found, parents);
        }
        try (SourceFolder parent = from.openFolder(found.path().parent())) {
            boolean folder = from.child(parent, found.path().name(), found.path()).status().isFolder();
            List<String> above = parents.isEmpty() ? parents : parents.subList(0, parents.size() - 1);
            return folder ? new CopyItem.Folder(from, found, parents) : file(from, found, request.unpackLocal(), above);
        }
    }

    private CopyItem file(SourceTree from, SourceTree.Found found, boolean unpack, List<String> parents) throws IOException {
        return unpack && isArchive(from, found) ? new CopyItem.Archive(from, found) : new CopyItem.File(from, found, parents);
    }

    /** As docker decides: whatever can be uncompressed and begins with an entry of a tar. */
    private boolean isArchive(SourceTree from, SourceTree.Found found) throws IOException {
        try (SourceFolder parent = from.openFolder(found.path().parent())) {
            SourceFolder.Child child = from.child(parent, found.path().name(), found.path());
            if (!child.status().isRegular()) {
                return false;
            }
            try (OpenFile file = parent.openFile(child); InputStream in = contentOf(file)) {
                return new TarReader(AddedArchive.plain(in, found.named().toString())).next().isPresent();
            } catch (TarFormatException | ZipException | XZIOException | EOFException notOne) {
                return false;
            }
        }
    }

    /** Opened anew by its number, the file is Java's to read and close. */
    static InputStream contentOf(OpenFile file) throws IOException {
        return new java.io.BufferedInputStream(new FileInputStream("/proc/self/fd/" + file.number()), 1 << 16);
    }
}
