package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.spec.Limits;
import java.util.List;

/**
 * One value to be written so that a limit holds.
 *
 * @param word the user's word for the limit
 * @param controller whose file it is
 * @param targets the files that can hold it, the best first: kernels differ
 * @param wayOut what the user can do when the kernel has none of them or refuses the value
 */
record LimitSetting(String word, String controller, List<Target> targets, String wayOut) {
    /** A file and what to write into it. */
    record Target(String file, String value) {}

    LimitSetting {
        targets = List.copyOf(targets);
    }

    static LimitSetting of(String word, String controller, String file, Object value, String wayOut) {
        return new LimitSetting(word, controller, List.of(new Target(file, value.toString())), wayOut);
    }

    /** The controller of processes speaks the same in both versions. */
    static LimitSetting pids(long most) {
        return of("pids", "pids", "pids.max", most == Limits.ANY_NUMBER ? "max" : most, "ask for fewer pids");
    }
}
