package dev.groovebox.sandbox.launch;

import dev.groovebox.sandbox.linux.Errno;
import java.io.IOException;

/** The monitor or the init could not take one of the plan's steps. */
public final class LaunchException extends IOException {
    private final String step;
    private final String object;
    private final int errno;

    /** @param step "mount", "execute" ...: the first word of fail() in sandbox-init */
    LaunchException(String step, String object, int errno) {
        super(step + (object.isEmpty() ? "" : " '" + object + "'") + ": " + Errno.describe(errno));
        this.step = step;
        this.object = object;
        this.errno = errno;
    }

    public boolean isExecution() {
        return step.equals("execute");
    }

    /** The kernel loads a missing filesystem at the first mount: then it has none to load. */
    public boolean isWithoutOverlay() {
        return step.equals("mount overlay") && errno == Errno.ENODEV;
    }

    /** The filesystem, or one that is mounted below, has no idmapped mounts. */
    public boolean isWithoutIdMapping() {
        return step.equals("map the ids of a mount") && errno == Errno.EINVAL;
    }

    /** There is no such file or folder of the host to mount. */
    public boolean isWithoutSource() {
        return step.equals("open bind source") && errno == Errno.ENOENT;
    }

    public String object() {
        return object;
    }

    public int errno() {
        return errno;
    }
}
