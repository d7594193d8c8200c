package dev.groovebox.sandbox.linux.file;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A file's name or path as the kernel has it: bytes other than NUL, of no charset. Java's own paths can't name every
 * file, and in cron's locale none with a letter beyond ASCII.
 *
 * @param raw each byte as one character of ISO 8859-1, so that equality and order are those of the bytes
 */
public record BytePath(String raw) implements Comparable<BytePath> {
    public static final BytePath ROOT = new BytePath("");

    public BytePath {
        if (raw.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a path with a NUL byte");
        }
    }

    /** A path of our own or the user's words, which are UTF-8. */
    public static BytePath of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static BytePath of(byte[] bytes) {
        return new BytePath(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** A path of this machine, in the bytes that Java itself would hand to the kernel. */
    public static BytePath of(Path path) {
        return of(path.toString().getBytes(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))));
    }

    public BytePath child(BytePath name) {
        return raw.isEmpty() ? name : new BytePath(raw + "/" + name.raw);
    }

    /** The part before the last slash; empty for a single name. */
    public BytePath parent() {
        int slash = raw.lastIndexOf('/');
        return slash < 0 ? ROOT : new BytePath(raw.substring(0, slash));
    }

    /** The part after the last slash. */
    public BytePath name() {
        return new BytePath(raw.substring(raw.lastIndexOf('/') + 1));
    }

    public List<String> components() {
        return raw.isEmpty() ? List.of() : List.of(raw.split("/"));
    }

    public boolean isEmpty() {
        return raw.isEmpty();
    }

    public byte[] bytes() {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int compareTo(BytePath other) {
        return raw.compareTo(other.raw);
    }

    /** A record's own would be linked at its first use, which is felt at each start of a command. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BytePath path && raw.equals(path.raw);
    }

    @Override
    public int hashCode() {
        return raw.hashCode();
    }

    /** For people: as UTF-8, what isn't replaced. */
    @Override
    public String toString() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
