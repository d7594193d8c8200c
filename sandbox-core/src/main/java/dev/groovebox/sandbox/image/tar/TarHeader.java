package dev.groovebox.sandbox.image.tar;

import java.nio.charset.StandardCharsets;

/** One block of 512 bytes that begins an entry: ustar, GNU's or the seventh edition's. Strings are of ISO 8859-1. */
record TarHeader(byte[] block) {
    private static final int CHECKSUM = 148;

    boolean isZero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Some old tars summed signed bytes. */
    boolean hasRightChecksum() throws TarFormatException {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < block.length; i++) {
            boolean own = i >= CHECKSUM && i < CHECKSUM + 8;
            unsigned += own ? ' ' : block[i] & 0xff;
            signed += own ? ' ' : block[i];
        }
        long stated = number(CHECKSUM, 8);
        return stated == unsigned || stated == signed;
    }

    String name() {
        String name = text(0, 100);
        String prefix = isUstar() ? text(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** GNU's magic ends in spaces, and other things are where ustar has the prefix. */
    private boolean isUstar() {
        return text(257, 6).equals("ustar");
    }

    char flag() {
        return (char) (block[156] & 0xff);
    }

    String link() {
        return text(157, 100);
    }

    int permissions() throws TarFormatException {
        return (int) (number(100, 8) & 07777);
    }

    long uid() throws TarFormatException {
        return number(108, 8);
    }

    long gid() throws TarFormatException {
        return number(116, 8);
    }

    long size() throws TarFormatException {
        return number(124, 12);
    }

    long modified() throws TarFormatException {
        return number(136, 12);
    }

    long deviceMajor() throws TarFormatException {
        return number(329, 8);
    }

    long deviceMinor() throws TarFormatException {
        return number(337, 8);
    }

    private String text(int offset, int room) {
        int end = offset;
        while (end < offset + room && block[end] != 0) {
            end++;
        }
        return new String(block, offset, end - offset, StandardCharsets.ISO_8859_1);
    }

    /** Octal digits, or GNU's way for large ones: the first bit set, then the number itself in two's complement. */
    long number(int offset, int room) throws TarFormatException {
        return (block[offset] & 0x80) != 0 ? binary(offset, room) : octal(text(offset, room).strip());
    }

    private static long octal(String digits) throws TarFormatException {
        if (digits.isEmpty()) {
            return 0;
        }
        try {
            if (digits.charAt(0) == '-' || digits.charAt(0) == '+') {
                throw new NumberFormatException();
            }
            return Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new TarFormatException("a header's number is not octal");
        }
    }

    private long binary(int offset, int room) throws TarFormatException {
        boolean negative = (block[offset] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < room; i++) {
            int bits = i == 0 ? (block[offset] & 0x3f) | (negative ? 0xc0 : 0) : block[offset + i] & 0xff;
            if (value != (value << 8) >> 8) {
                throw new TarFormatException("a header's number has more than 64 bits");
            }
            value = value << 8 | bits;
        }
        return value;
    }
}
