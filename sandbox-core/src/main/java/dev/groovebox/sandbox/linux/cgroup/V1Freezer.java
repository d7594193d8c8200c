package dev.groovebox.sandbox.linux.cgroup;

import java.io.IOException;

/** The freezer controller of version 1. */
record V1Freezer(String name, GroupFolder folder) {
    private static final String STATE = "freezer.state";
    private static final int ATTEMPTS = 1000;
    /** A process that forks all the time can keep a group FREEZING; a short thaw lets the kernel catch it. */
    private static final int THAW_EVERY = 50;

    void freeze() throws IOException, InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            // Written anew each time: a task that joined while the others froze is frozen by the next write only.
            folder.write(STATE, "FROZEN");
            if (isFrozen()) {
                return;
            }
            if (attempt % THAW_EVERY == 0) {
                folder.write(STATE, "THAWED");
            }
            Thread.sleep(attempt < 20 ? 1 : 5);
        }
        folder.write(STATE, "THAWED");
        throw CgroupFailures.cannotFreeze(name);
    }

    void thaw() throws IOException {
        folder.write(STATE, "THAWED");
    }

    boolean isFrozen() throws IOException {
        return folder.read(STATE).equals("FROZEN");
    }
}
