package dev.groovebox.sandbox.image.archive;

import dev.groovebox.sandbox.image.IncomingLayer;
import dev.groovebox.sandbox.image.tar.TarEntry;
import dev.groovebox.sandbox.image.tar.TarType;
import dev.groovebox.sandbox.image.tar.TarWriter;
import dev.groovebox.sandbox.linux.file.BytePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A tar of files of root's, without times: the same images make the same bytes. */
final class TarTarget implements ArchiveTarget {
    private static final int BUFFER = 1 << 18;

    private final OutputStream out;
    private final TarWriter tar;
    private final Set<String> folders = new HashSet<>();

    TarTarget(OutputStream out) {
        this.out = out;
        this.tar = new TarWriter(out);
    }

    @Override
    public void file(String name, long size, IncomingLayer.Content content) throws IOException {
        addFolders(name);
        tar.begin(entry(name, TarType.FILE, 0644, size));
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = content.open()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                tar.content(buffer, count);
            }
        }
    }

    private void addFolders(String name) throws IOException {
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            String folder = name.substring(0, slash);
            if (folders.add(folder)) {
                tar.begin(entry(folder, TarType.FOLDER, 0755, 0));
            }
        }
    }

    private static TarEntry entry(String name, TarType type, int permissions, long size) {
        return new TarEntry(
                BytePath.of(name), type, permissions, 0, 0, size, Instant.EPOCH, BytePath.ROOT, 0, 0, Map.of());
    }

    @Override
    public void finish() throws IOException {
        tar.close();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
