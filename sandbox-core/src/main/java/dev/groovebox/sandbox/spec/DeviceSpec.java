package dev.groovebox.sandbox.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A device of this machine that a container may use, or a folder of them.
 *
 * @param source on the host
 * @param target inside, below /dev
 * @param permissions letters of "rwm"
 */
public record DeviceSpec(Path source, String target, String permissions) {
    /** What makes it impossible, without a look at the machine. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!target.startsWith("/dev/") || target.length() == 5 || !Path.of(target).normalize().toString().equals(target)) {
            problems.add("target '" + target + "' is not below /dev");
        }
        if (!source.startsWith("/dev") || !source.normalize().equals(source)) {
            problems.add("'" + source + "' is no path below /dev");
        }
        if (!permissions.matches("[rwm]{1,3}")) {
            problems.add("permissions '" + permissions + "' are not letters of rwm");
        }
        return problems;
    }
}
