package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.linux.MountInfo;
import dev.groovebox.sandbox.operation.SandboxExplanation.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mounts that a process sees, each with what it is for. What another covers is left out. */
record MountsTable(ProcessFiles process, String container) {
    private static final int SHORT_ID = 12;
    private static final String CGROUPS = "/sys/fs/cgroup/";

    Table build() {
        Map<String, MountInfo> visible = new LinkedHashMap<>();
        for (MountInfo mount : process.read("mountinfo").map(MountInfo::parseAll).orElse(List.of())) {
            visible.put(mount.mountPoint().toString(), mount);
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> controllers = new ArrayList<>();
        visible.forEach((at, mount) -> {
            if (at.startsWith(CGROUPS)) {
                controllers.add(at.substring(CGROUPS.length()));
            } else {
                rows.add(List.of(at, mount.type(), meaning(mount), String.join(",", mount.options())));
            }
        });
        if (!controllers.isEmpty()) {
            rows.add(List.of(CGROUPS + "*", "cgroup", "its own groups, of " + String.join(" ", controllers), "ro"));
        }
        return new Table("Mounts", List.of("AT", "TYPE", "WHAT", "OPTIONS"), rows);
    }

    private String meaning(MountInfo mount) {
        String root = mount.root().toString();
        String at = mount.mountPoint().toString();
        boolean kernels = at.startsWith("/proc/") || at.startsWith("/sys/");
        if (mount.type().equals("overlay")) {
            return "the root";
        }
        if (mount.type().equals("tmpfs") && kernels && !at.equals("/sys/fs/cgroup")) {
            return root.equals("/null") ? "hidden by /dev/null" : "hidden by an empty folder";
        }
        if (mount.type().equals("proc") && kernels) {
            return "not to be written";
        }
        return root.equals("/") ? "new" : shortened(root, container);
    }

    /** The whole id is 64 characters, which no table can bear often. */
    static String shortened(String text, String id) {
        return text.replace(id, id.substring(0, SHORT_ID) + "…");
    }
}
