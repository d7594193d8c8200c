package dev.groovebox.sandbox.image.archive;

import dev.groovebox.sandbox.image.tar.TarEntry;
import dev.groovebox.sandbox.image.tar.TarReader;
import dev.groovebox.sandbox.image.tar.TarType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The files of an uncompressed tar, found by one pass over its headers and then read from where they are. */
final class TarFiles implements ArchiveFiles {
    /** An image of 499 layers has some 1,500 files in docker's archives. */
    private static final int MOST_ENTRIES = 100_000;
    private static final int LONGEST_NAME = 4095;
    private static final int MOST_LINKS = 8;
    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final Map<String, Place> places = new HashMap<>();

    /** Where a file is in the archive, or the name of another that it stands for. */
    private sealed interface Place {
        record Content(long offset, long size) implements Place {}

        record Link(String target) implements Place {}
    }

    private TarFiles(FileChannel channel) {
        this.channel = channel;
    }

    static TarFiles open(Path file) throws IOException {
        TarFiles files = new TarFiles(FileChannel.open(file, StandardOpenOption.READ));
        try {
            files.index();
            return files;
        } catch (IOException e) {
            files.close();
            throw e;
        }
    }

    /** Of two entries of one name the later counts, as when the archive is unpacked. */
    private void index() throws IOException {
        FileSection section = new FileSection(channel, 0, channel.size());
        CountedInput counted = new CountedInput(new BufferedInputStream(section, BUFFER));
        TarReader tar = new TarReader(counted);
        for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
            TarEntry entry = next.get();
            if (places.size() == MOST_ENTRIES) {
                throw new IOException("more than " + MOST_ENTRIES + " entries");
            }
            if (entry.path().raw().length() <= LONGEST_NAME) {
                add(entry, counted.position());
            }
        }
    }

    private void add(TarEntry entry, long position) {
        Optional<String> name = normal("", entry.path().raw());
        if (name.isEmpty()) {
            return;
        }
        if (entry.type() == TarType.FILE) {
            places.put(name.get(), new Place.Content(position, entry.size()));
        } else if (entry.type() == TarType.HARD_LINK) {
            normal("", entry.link().raw()).ifPresent(target -> places.put(name.get(), new Place.Link(target)));
        } else if (entry.type() == TarType.LINK) {
            // Docker writes a layer that two images have once, and links to it.
            normal(parent(name.get()), entry.link().raw())
                    .ifPresent(target -> places.put(name.get(), new Place.Link(target)));
        }
    }

    @Override
    public Optional<Part> find(String name) {
        Optional<String> wanted = normal("", name).filter(name::equals);
        for (int links = 0; wanted.isPresent() && links < MOST_LINKS; links++) {
            Place place = places.get(wanted.get());
            if (place instanceof Place.Content content) {
                return Optional.of(new Part(
                        content.size(), () -> new FileSection(channel, content.offset(), content.size())));
            }
            wanted = place instanceof Place.Link link ? Optional.of(link.target()) : Optional.empty();
        }
        return Optional.empty();
    }

    private static String parent(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /** The path without "." and ".."; absent when it leads out of the archive or to its root. */
    private static Optional<String> normal(String folder, String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : ((path.startsWith("/") ? "" : folder + "/") + path).split("/")) {
            if (name.equals("..")) {
                if (names.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join("/", names));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Knows how far it has been read. */
    private static final class CountedInput extends java.io.FilterInputStream {
        private long position;

        CountedInput(InputStream in) {
            super(in);
        }

        long position() {
            return position;
        }

        @Override
        public int read() throws IOException {
            int octet = in.read();
            position += octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            position += Math.max(0, count);
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = in.skip(count);
            position += skipped;
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
