package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.image.layer.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** The bytes of an archive that a build unpacks. It may be compressed in more ways than a layer may. */
public final class AddedArchive {
    private static final byte[] BZIP2 = {'B', 'Z', 'h'};
    /** Of a block, behind the digit that tells its size: enough for no text to be taken for one. */
    private static final byte[] BZIP2_BLOCK = {0x31, 0x41, 0x59, 0x26, 0x53, 0x59};
    private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
    private static final int TAR_HEADER = 512;
    private static final int TAR_MAGIC_AT = 257;
    private static final byte[] TAR_MAGIC = {'u', 's', 't', 'a', 'r'};
    private static final int MAGIC_BYTES = BZIP2.length + 1 + BZIP2_BLOCK.length;

    private AddedArchive() {}

    /** @param name for errors */
    public static InputStream plain(InputStream in, String name) throws IOException {
        PushbackInputStream packed = new PushbackInputStream(in, MAGIC_BYTES);
        byte[] first = in.readNBytes(MAGIC_BYTES);
        packed.unread(first);
        if (has(first, 0, XZ)) {
            return new XzInput(packed, name);
        }
        return has(first, 0, BZIP2) && has(first, BZIP2.length + 1, BZIP2_BLOCK)
                ? new BZip2CompressorInputStream(packed, true)
                : Compression.detect(packed).plain();
    }

    /**
     * Whether something can be an archive, and is no text: it is compressed, or begins with a tar's first header.
     *
     * @param in can go back to a mark
     */
    public static boolean isPacked(InputStream in) throws IOException {
        in.mark(TAR_HEADER);
        byte[] first = in.readNBytes(TAR_HEADER);
        in.reset();
        return has(first, 0, XZ) || has(first, 0, BZIP2) && has(first, BZIP2.length + 1, BZIP2_BLOCK)
                || has(first, TAR_MAGIC_AT, TAR_MAGIC)
                || Compression.detect(new ByteArrayInputStream(first)).compression() != Compression.NONE;
    }

    private static boolean has(byte[] bytes, int at, byte[] part) {
        return bytes.length >= at + part.length && Arrays.equals(bytes, at, at + part.length, part, 0, part.length);
    }
}
