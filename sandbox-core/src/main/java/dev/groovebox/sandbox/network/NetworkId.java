package dev.groovebox.sandbox.network;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.HexFormat;

/** A network's id: 64 hexadecimal digits, like docker's. */
final class NetworkId {
    private static final int BYTES = 32;

    private NetworkId() {}

    static String random() throws IOException {
        try (FileInputStream random = new FileInputStream("/dev/urandom")) {
            return HexFormat.of().formatHex(random.readNBytes(BYTES));
        }
    }
}
