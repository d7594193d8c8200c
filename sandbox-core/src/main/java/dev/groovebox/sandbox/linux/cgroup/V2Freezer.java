package dev.groovebox.sandbox.linux.cgroup;

import java.io.IOException;

/** Freezing in version 2, which every group can. */
record V2Freezer(String name, GroupFolder folder) {
    private static final String SWITCH = "cgroup.freeze";
    private static final String EVENTS = "cgroup.events";
    private static final int ATTEMPTS = 2000;

    void freeze() throws IOException, InterruptedException {
        folder.write(SWITCH, "1");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (isFrozen()) {
                return;
            }
            Thread.sleep(attempt < 20 ? 1 : 5);
        }
        folder.write(SWITCH, "0");
        throw CgroupFailures.cannotFreeze(name);
    }

    void thaw() throws IOException {
        folder.write(SWITCH, "0");
    }

    boolean isFrozen() throws IOException {
        return folder.readKeyed(EVENTS, "frozen") == 1;
    }
}
