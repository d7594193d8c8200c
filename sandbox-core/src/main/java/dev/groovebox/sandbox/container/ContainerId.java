package dev.groovebox.sandbox.container;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.HexFormat;

/** A container's id: 64 hexadecimal digits, like docker's. */
final class ContainerId {
    private static final int BYTES = 32;

    private ContainerId() {}

    /** From the kernel's own source: SecureRandom takes several milliseconds of a cold start. */
    static String random() throws IOException {
        try (FileInputStream random = new FileInputStream("/dev/urandom")) {
            return HexFormat.of().formatHex(random.readNBytes(BYTES));
        }
    }

    static boolean isWhole(String text) {
        return text.length() == 2 * BYTES && isPrefix(text);
    }

    static boolean isPrefix(String text) {
        return !text.isEmpty() && text.length() <= 2 * BYTES && isHex(text);
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isHex(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char character) {
        return character >= '0' && character <= '9' || character >= 'a' && character <= 'f';
    }
}
