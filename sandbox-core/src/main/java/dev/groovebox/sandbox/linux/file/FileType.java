package dev.groovebox.sandbox.linux.file;

/** The kinds of file, by the type bits of a mode (inode(7)). */
public enum FileType {
    FIFO(0010000),
    CHARACTER_DEVICE(0020000),
    FOLDER(0040000),
    BLOCK_DEVICE(0060000),
    REGULAR(0100000),
    LINK(0120000),
    SOCKET(0140000);

    private static final int MASK = 0170000;
    private final int bits;

    FileType(int bits) {
        this.bits = bits;
    }

    public int bits() {
        return bits;
    }

    public static FileType ofMode(int mode) {
        for (FileType type : values()) {
            if (type.bits == (mode & MASK)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no type of file in the mode " + Integer.toOctalString(mode));
    }
}
