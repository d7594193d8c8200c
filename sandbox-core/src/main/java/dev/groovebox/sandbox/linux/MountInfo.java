package dev.groovebox.sandbox.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One mount as /proc/PID/mountinfo tells it (proc(5)), parsed by its fields.
 *
 * @param root the folder of the filesystem that is mounted
 * @param mountPoint where, as this process sees it
 * @param type of the filesystem: "cgroup2"
 * @param superOptions options of the filesystem itself: a version 1 cgroup's controllers are among them
 */
public record MountInfo(
        int id, int parent, Path root, Path mountPoint, List<String> options, String type, List<String> superOptions) {

    public MountInfo {
        options = List.copyOf(options);
        superOptions = List.copyOf(superOptions);
    }

    /** The mounts of this process, in the order they were made. */
    public static List<MountInfo> ofThisProcess() throws IOException {
        return parseAll(Files.readString(Path.of("/proc/self/mountinfo")));
    }

    public static List<MountInfo> parseAll(String text) {
        return text.lines().map(MountInfo::parse).toList();
    }

    /** @throws IllegalArgumentException when the line does not have the fields of a mount */
    public static MountInfo parse(String line) {
        String[] fields = line.split(" ");
        int separator = separatorIn(fields);
        if (separator < 0 || fields.length < separator + 4) {
            throw new IllegalArgumentException("not a line of mountinfo: " + line);
        }
        return new MountInfo(
                Integer.parseInt(fields[0]),
                Integer.parseInt(fields[1]),
                Path.of(unescape(fields[3])),
                Path.of(unescape(fields[4])),
                List.of(fields[5].split(",")),
                unescape(fields[separator + 1]),
                List.of(fields[separator + 3].split(",")));
    }

    /** Any number of optional fields ends with a field that is "-" alone. */
    private static int separatorIn(String[] fields) {
        for (int i = 6; i < fields.length; i++) {
            if (fields[i].equals("-")) {
                return i;
            }
        }
        return -1;
    }

    /** The kernel writes space, tab, newline and backslash as three octal digits. */
    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\' && i + 3 < field.length()) {
                text.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                text.append(field.charAt(i));
            }
        }
        return text.toString();
    }
}
