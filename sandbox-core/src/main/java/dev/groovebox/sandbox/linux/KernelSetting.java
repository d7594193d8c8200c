package dev.groovebox.sandbox.linux;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The settings under /proc/sys. */
public final class KernelSetting {
    private static final int MOST_BYTES = 4096;

    private KernelSetting() {}

    /**
     * The setting's text, without the line end. It is read by one call: the kernel answers a number's second read with
     * the end of the file, and Java 25's {@code Files.readString} asks a file of no size for one byte first.
     */
    public static String read(String name) throws IOException {
        try (FileInputStream file = new FileInputStream(Path.of("/proc/sys", name).toFile())) {
            byte[] bytes = new byte[MOST_BYTES];
            int length = Math.max(0, file.read(bytes));
            return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
        }
    }

    public static void write(String name, String value) throws IOException {
        try (FileOutputStream file = new FileOutputStream(Path.of("/proc/sys", name).toFile())) {
            file.write(value.getBytes(StandardCharsets.UTF_8));
        }
    }
}
