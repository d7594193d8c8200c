package dev.groovebox.sandbox.image.layer;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.sandbox.image.tar.TarEntry;
import dev.groovebox.sandbox.image.tar.TarReader;
import dev.groovebox.sandbox.linux.file.FileCalls;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a layer's archive in one pass, and believes neither it nor its digests before all of it has been read. */
public final class LayerReader {
    /** Of an uncompressed archive: a few kilobytes of gzip can claim to be any size. */
    public static final long MOST_BYTES = 32L << 30;

    private static final int BUFFER = 1 << 16;

    private final FileCalls calls;
    private final long mostBytes;

    public LayerReader(FileCalls calls, long mostBytes) {
        this.calls = calls;
        this.mostBytes = mostBytes;
    }

    /**
     * Unpacks a blob of the store.
     *
     * @param archive the blob
     * @param folder an empty one, which holds part of the layer when this fails
     * @throws IOException when the archive is damaged or hostile, or one of the digests is wrong
     */
    public void unpack(Path archive, Descriptor blob, Digest diffId, Path folder) throws IOException {
        try (InputStream file = Files.newInputStream(archive)) {
            read(file, LayerClaims.of(diffId, blob), OutputStream.nullOutputStream(), Optional.of(folder));
        }
    }

    /** Unpacks an archive that we are writing ourselves, whose digest nobody asks for; answers the bytes of the files in it. */
    long unpackOwn(InputStream plain, Path folder) throws IOException {
        return readEntries(plain, Optional.of(folder));
    }

    /**
     * Reads a layer that arrives.
     *
     * @param archive is read to its end, and closed
     * @param copy gets the archive as it came
     * @param folder an empty one for the layer's files; absent when they are there already
     * @throws IOException when the archive is damaged or hostile, or a claim is wrong
     */
    public StoredLayer read(InputStream archive, LayerClaims claims, OutputStream copy, Optional<Path> folder)
            throws IOException {
        long mostPacked = Math.min(mostBytes, claims.blob().map(Descriptor::size).orElse(mostBytes));
        HashedInput packed = new HashedInput(archive, claims.blobAlgorithm(), mostPacked, copy);
        Compression.Detected detected = Compression.detect(packed);
        try (ReadAhead unpacked = new ReadAhead(detected.plain())) {
            // An uncompressed archive is hashed once: its digest is its diff id.
            boolean once = detected.compression() == Compression.NONE
                    && claims.blobAlgorithm().equals(claims.diffAlgorithm());
            Optional<HashedInput> plain = once
                    ? Optional.empty()
                    : Optional.of(new HashedInput(
                            unpacked, claims.diffAlgorithm(), mostBytes, OutputStream.nullOutputStream()));
            long size = readEntries(plain.isPresent() ? plain.get() : unpacked, folder);
            HashedInput.drain(packed);
            Digest blob = packed.digest();
            Digest diffId = plain.map(HashedInput::digest).orElse(blob);
            return verified(claims, detected.compression(), blob, packed.bytes(), diffId, size);
        }
    }

    /**
     * Copies a blob that arrives and is not to be unpacked.
     *
     * @throws IOException when it is not what its descriptor says
     */
    public void copy(InputStream content, Descriptor blob, OutputStream copy) throws IOException {
        HashedInput hashed = new HashedInput(
                content, blob.digest().algorithm(), Math.min(mostBytes, blob.size()), copy);
        HashedInput.drain(hashed);
        require(hashed.digest(), blob.digest());
        requireSize(hashed.bytes(), blob);
    }

    /** Answers the bytes of the files in it. */
    private long readEntries(InputStream plain, Optional<Path> folder) throws IOException {
        long size = 0;
        TarReader tar = new TarReader(new BufferedInputStream(plain, BUFFER));
        try (LayerTarget target = folder.isPresent() ? LayerUnpacking.into(folder.get(), calls) : LayerTarget.NONE) {
            for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                size += entry.get().size();
                // Of a sparse file the archive itself has but little.
                if (size > mostBytes) {
                    throw new IOException("more than " + mostBytes + " bytes");
                }
                target.add(entry.get(), tar);
            }
            target.finish();
        }
        HashedInput.drain(plain);
        return size;
    }

    private static StoredLayer verified(
            LayerClaims claims, Compression compression, Digest blob, long bytes, Digest diffId, long size)
            throws IOException {
        if (claims.blob().isPresent()) {
            require(blob, claims.blob().get().digest());
            requireSize(bytes, claims.blob().get());
        }
        if (claims.diffId().isPresent()) {
            require(diffId, claims.diffId().get());
        }
        Descriptor descriptor = claims.blob().orElse(Descriptor.of(compression.layerType(), blob, bytes));
        return StoredLayer.written(diffId, descriptor, size);
    }

    private static void requireSize(long bytes, Descriptor blob) throws IOException {
        if (bytes != blob.size()) {
            throw new IOException(bytes + " bytes instead of " + blob.size());
        }
    }

    private static void require(Digest actual, Digest expected) throws IOException {
        if (!actual.equals(expected)) {
            throw new IOException("its content has the digest " + actual + " instead of " + expected);
        }
    }
}
