package dev.groovebox.sandbox.linux.file;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of a few kilobytes, read whole: records of ours, and what the kernel tells. A list reads some for each container,
 * and {@code Files.readAllBytes} makes a channel with a cleaner, and copies twice, for each.
 */
public final class SmallFile {
    private SmallFile() {}

    /** @throws java.nio.file.NoSuchFileException when it is not there */
    public static byte[] read(Path file) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return in.readAllBytes();
        } catch (FileNotFoundException unopened) {
            return Files.readAllBytes(file); // the stream has one exception for all causes; this one says which it is
        }
    }

    public static String readText(Path file) throws IOException {
        return new String(read(file), StandardCharsets.UTF_8);
    }
}
