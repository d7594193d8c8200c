package dev.groovebox.sandbox.container;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.linux.ProcessCalls;
import dev.groovebox.sandbox.linux.file.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * A process by its number and when it began: a number alone is another's as soon as the process has ended.
 *
 * @param startTicks clock ticks since the boot, the 22nd field of /proc/PID/stat (proc(5))
 * @param bootId which boot that was
 */
public record ContainerProcess(int pid, long startTicks, String bootId) {
    /** The fields behind the name begin with the third. */
    private static final int FLAGS_FIELD = 9 - 3;

    private static final int START_FIELD = 22 - 3;

    /** The kernel's PF_EXITING, set before a process gives up its namespaces and kept while it is a zombie. */
    private static final long EXITING = 0x4;

    private static final String CAUGHT = "SigCgt:";

    static ContainerProcess fromJson(JsonObject json) {
        return new ContainerProcess(
                (int) json.requireInteger("pid"), json.requireInteger("startTicks"), json.requireText("bootId"));
    }

    /** A descriptor that names this process for good, for the caller to close; empty when it has ended. */
    public OptionalInt open(ProcessCalls calls) throws IOException {
        OptionalInt process = calls.openProcess(pid);
        // The number is held by the descriptor now, so what is read here is about the process that it names.
        if (process.isPresent() && !isThis()) {
            calls.close(process.getAsInt());
            return OptionalInt.empty();
        }
        return process;
    }

    /** Whether it is this boot's, and its number still its own. */
    public boolean lives(String currentBootId) {
        return bootId.equals(currentBootId) && isThis();
    }

    /** Whether its end has begun: its namespaces can't be joined any more, though it may be there until it is waited for. */
    public boolean isEnding() {
        List<String> fields = statOf(pid);
        return fields.isEmpty()
                || Long.parseLong(fields.get(START_FIELD)) != startTicks
                || (Long.parseLong(fields.get(FLAGS_FIELD)) & EXITING) != 0;
    }

    private boolean isThis() {
        List<String> fields = statOf(pid);
        return !fields.isEmpty() && Long.parseLong(fields.get(START_FIELD)) == startTicks;
    }

    /** The fields of /proc/PID/stat from the third on; none when there is no such process. */
    private static List<String> statOf(int pid) {
        try {
            String line = new String(SmallFile.read(Path.of("/proc", Integer.toString(pid), "stat")), StandardCharsets.ISO_8859_1);
            // The name, the second field, may hold anything; fields are counted from its last bracket.
            return List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
        } catch (IOException ended) {
            return List.of(); // ENOENT, or ESRCH when it ends while it is read
        }
    }

    /** Whether it has a handler for the signal; true of one that has ended meanwhile, which nothing is to be said of. */
    public boolean mayCatch(int signal) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Integer.toString(pid), "status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(CAUGHT)) {
                    long mask = Long.parseUnsignedLong(line.substring(CAUGHT.length()).strip(), 16);
                    return (mask >> (signal - 1) & 1) == 1;
                }
            }
        } catch (IOException ended) {
            return true; // ENOENT, or ESRCH when it ends while it is read
        }
        return true;
    }
}
