package dev.groovebox.sandbox.image.tar;

/** The types of entry that make files, by the byte that POSIX gives each (pax, "ustar Interchange Format"). */
public enum TarType {
    FILE('0'),
    HARD_LINK('1'),
    LINK('2'),
    CHARACTER_DEVICE('3'),
    BLOCK_DEVICE('4'),
    FOLDER('5'),
    FIFO('6');

    private final char flag;

    TarType(char flag) {
        this.flag = flag;
    }

    char flag() {
        return flag;
    }
}
