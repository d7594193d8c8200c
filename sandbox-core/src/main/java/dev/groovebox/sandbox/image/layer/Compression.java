package dev.groovebox.sandbox.image.layer;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import dev.groovebox.registry.oci.MediaTypes;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.Deflater;

/** How an archive is compressed. Its first bytes tell, since media types and names of files are often wrong. */
public enum Compression {
    NONE(MediaTypes.OCI_LAYER, new byte[0]),
    GZIP(MediaTypes.OCI_LAYER_GZIP, new byte[] {0x1f, (byte) 0x8b, 8}),
    ZSTD(MediaTypes.OCI_LAYER_ZSTD, new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd});

    private static final int MAGIC_BYTES = 4;

    private final String layerType;
    private final byte[] magic;

    Compression(String layerType, byte[] magic) {
        this.layerType = layerType;
        this.magic = magic;
    }

    /** The media type of a layer that is compressed so. */
    public String layerType() {
        return layerType;
    }

    /** @param bytes the first ones, at least four unless there are fewer */
    static Compression of(byte[] bytes) {
        return Arrays.stream(values())
                .filter(kind -> kind != NONE && bytes.length >= kind.magic.length)
                .filter(kind -> Arrays.equals(bytes, 0, kind.magic.length, kind.magic, 0, kind.magic.length))
                .findFirst()
                .orElse(NONE);
    }

    /** A stream whose first bytes have been looked at. */
    public record Detected(Compression compression, InputStream packed) {
        /** The uncompressed bytes. */
        public InputStream plain() throws IOException {
            return compression.open(packed);
        }
    }

    /** The archive in a form that a layer may have. */
    public static InputStream asLayer(InputStream in) throws IOException {
        return detect(in).packed();
    }

    public static Detected detect(InputStream in) throws IOException {
        PushbackInputStream packed = new PushbackInputStream(in, MAGIC_BYTES);
        byte[] first = in.readNBytes(MAGIC_BYTES);
        packed.unread(first);
        return new Detected(of(first), packed);
    }

    /**
     * Compresses on all processors.
     *
     * @return a stream whose closing ends the archive and closes {@code out}
     */
    public OutputStream pack(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZIP -> new WholeGzip(out);
            case ZSTD -> new ZstdOutputStream(out).setWorkers(Runtime.getRuntime().availableProcessors());
        };
    }

    private InputStream open(InputStream packed) throws IOException {
        return switch (this) {
            case NONE -> packed;
            case GZIP -> new GzipInput(packed);
            case ZSTD -> new ZstdInputStream(packed);
        };
    }

    /** Ends the archive when it is closed, and closes what is under it. */
    private static final class WholeGzip extends FilterOutputStream {
        private final OutputStream file;
        private final ParallelGzip gzip;

        WholeGzip(OutputStream file) throws IOException {
            super(new ParallelGzip(file, Deflater.BEST_SPEED));
            this.file = file;
            this.gzip = (ParallelGzip) out;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            gzip.write(buffer, offset, length);
        }

        @Override
        public void close() throws IOException {
            try (file; gzip) {
                gzip.finish();
            }
        }
    }
}
