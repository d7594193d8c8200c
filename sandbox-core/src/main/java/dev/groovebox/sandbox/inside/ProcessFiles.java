package dev.groovebox.sandbox.inside;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files that the kernel shows of one process. What has ended meanwhile is absent. */
record ProcessFiles(int pid) {
    private static final int MOST_BYTES = 1 << 20;

    Optional<String> read(String file) {
        return bytes(file).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** Not by the file's size, which /proc does not know; a program chooses how long its command line is. */
    private Optional<byte[]> bytes(String file) {
        try (FileInputStream in = new FileInputStream("/proc/" + pid + "/" + file)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            for (int got = in.read(buffer); got > 0 && all.size() < MOST_BYTES; got = in.read(buffer)) {
                all.write(buffer, 0, got);
            }
            return Optional.of(all.toByteArray());
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /** "ns/pid", say. */
    Optional<String> link(String file) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + pid, file)).toString());
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /** A field of /proc/PID/status; empty when it is not there. */
    static String field(String status, String name) {
        int at = ("\n" + status).indexOf("\n" + name + ":");
        if (at < 0) {
            return "";
        }
        int end = status.indexOf('\n', at);
        return status.substring(at + name.length() + 1, end < 0 ? status.length() : end).strip();
    }
}
