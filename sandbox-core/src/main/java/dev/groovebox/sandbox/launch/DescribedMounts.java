package dev.groovebox.sandbox.launch;

import dev.groovebox.sandbox.cdi.ContainerEdits;
import dev.groovebox.sandbox.launch.LaunchPlan.Mount;
import java.util.List;

/** The mounts that descriptions of devices ask for. */
public final class DescribedMounts {
    private DescribedMounts() {}

    public static List<Mount> of(ContainerEdits edits) {
        return edits.mounts().stream().map(DescribedMounts::bind).toList();
    }

    private static Mount bind(ContainerEdits.EditMount mount) {
        int attributes = (mount.readOnly() ? DefaultMounts.READ_ONLY_MOUNT : 0)
                | (mount.noSuid() ? DefaultMounts.NO_SUID : 0)
                | (mount.noDevices() ? DefaultMounts.NO_DEVICES : 0)
                | (mount.noExec() ? DefaultMounts.NO_EXEC : 0);
        return new Mount.Bind(mount.source(), mount.target(), attributes, mount.recursive());
    }
}
