package dev.groovebox.sandbox.image.layer;

import dev.groovebox.registry.io.PieceInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads gzip (RFC 1952) of one member or many, to the last byte. Java's own reader takes a moment without input for
 * the end of an archive when that falls between two members, and passes over whatever follows the last one.
 */
final class GzipInput extends PieceInput {
    private static final int BUFFER = 1 << 16;
    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private boolean inMember;
    private boolean ended;

    GzipInput(InputStream in) throws IOException {
        this.in = in;
        if (!beginMember()) {
            throw new EOFException("an empty gzip archive");
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int count = inMember ? inflate(target, offset, length) : 0;
            if (count > 0) {
                crc.update(target, offset, count);
                return count;
            }
            if (!inMember && !beginMember()) {
                ended = true;
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            while (true) {
                int count = inflater.inflate(target, offset, length);
                if (count > 0) {
                    return count;
                }
                if (inflater.finished()) {
                    endMember();
                    return 0;
                }
                if (inflater.needsDictionary()) {
                    throw new IOException("gzip with a dictionary");
                }
                if (!fill()) {
                    throw new EOFException("the gzip archive is cut short");
                }
                inflater.setInput(buffer, at, end - at);
            }
        } catch (DataFormatException e) {
            throw new IOException("damaged gzip: " + e.getMessage(), e);
        }
    }

    /** Answers false at the end of all members. */
    private boolean beginMember() throws IOException {
        if (at == end && !fill()) {
            return false;
        }
        if (octet() != MAGIC_1 || octet() != MAGIC_2 || octet() != DEFLATE) {
            throw new IOException("not in gzip format");
        }
        int flags = octet();
        if ((flags & RESERVED) != 0) {
            throw new IOException("gzip with unknown flags");
        }
        skip(6); // time, extra flags, system
        if ((flags & EXTRA) != 0) {
            skip(octet() | octet() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        inflater.setInput(buffer, at, end - at);
        crc.reset();
        inMember = true;
        return true;
    }

    private void endMember() throws IOException {
        at = end - inflater.getRemaining();
        long stated = word();
        long size = word();
        if (stated != crc.getValue() || size != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new IOException("damaged gzip: its checksum is wrong");
        }
        inMember = false;
    }

    private long word() throws IOException {
        return octet() | octet() << 8 | octet() << 16 | (long) octet() << 24;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            octet();
        }
    }

    private void skipText() throws IOException {
        while (octet() != 0) {
            // a file's name or a comment
        }
    }

    private int octet() throws IOException {
        if (at == end && !fill()) {
            throw new EOFException("the gzip archive is cut short");
        }
        return buffer[at++] & 0xff;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer, 0, BUFFER));
        return end > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
