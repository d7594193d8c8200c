package dev.groovebox.sandbox.spec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which system-call filter.
 *
 * @param unconfined none at all
 * @param profile docker's JSON form, kept whole: the file may change or go while the container stays
 */
public record SeccompChoice(boolean unconfined, Optional<String> profile) {
    public static final SeccompChoice DEFAULT = new SeccompChoice(false, Optional.empty());

    public static final SeccompChoice UNCONFINED = new SeccompChoice(true, Optional.empty());

    private static final int MOST_BYTES = 1 << 20;

    public static SeccompChoice ofProfile(String text) {
        return new SeccompChoice(false, Optional.of(text));
    }

    /** @throws IOException also when it is no regular file, or larger than 1 MiB */
    public static SeccompChoice ofFile(Path file) throws IOException {
        if (!Files.isRegularFile(file) && Files.exists(file)) {
            throw new IOException("not a regular file");
        }
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("larger than 1 MiB");
            }
            return ofProfile(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    public boolean isDefault() {
        return equals(DEFAULT);
    }
}
