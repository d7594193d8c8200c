package dev.groovebox.sandbox.storage;

import java.nio.file.Path;

/** The paths of one container. */
public record ContainerPaths(Path folder) {
    /** What was asked for and from which image: written once, before anything else of the container exists. */
    public Path config() {
        return folder.resolve("config.json");
    }

    /** The same once more, from which a damaged one is mended. Written without waiting for the disk. */
    public Path configCopy() {
        return folder.resolve("config.copy.json");
    }

    /** Written by the monitor alone: how the container's process is, or how it ended. */
    public Path state() {
        return folder.resolve("state.json");
    }

    /** Held locked by the monitor for life: a free lock means that no process is left. */
    public Path lock() {
        return folder.resolve("lock");
    }

    /** The monitor listens here while it lives. */
    public Path socket() {
        return folder.resolve("socket");
    }

    /** The output of a detached container: numbered files, see log.h. */
    public Path log() {
        return folder.resolve("log");
    }

    /** Held locked by who holds the container's processes still; there without a lock when that one was killed. */
    public Path hold() {
        return folder.resolve("hold");
    }

    /** There while one that is removed at its end waits for its start: without it, and unlocked, it has ended. */
    public Path unstarted() {
        return folder.resolve("unstarted");
    }

    /** Which snapshots it stands on; absent for a container that stands on its image alone. */
    public Path stack() {
        return folder.resolve("stack.json");
    }

    public Path upper() {
        return folder.resolve("upper");
    }

    public Path work() {
        return folder.resolve("work");
    }

    /** An empty folder: in the container's own mount namespace the root is attached here before pivot_root. */
    public Path rootfs() {
        return folder.resolve("rootfs");
    }

    /** The programs that run beside the container's own, a file each. */
    public Path execs() {
        return folder.resolve("execs");
    }

    public Path exec(String id) {
        return execs().resolve(id);
    }

    public Path hosts() {
        return folder.resolve("hosts");
    }

    public Path resolvConf() {
        return folder.resolve("resolv.conf");
    }

    public Path hostname() {
        return folder.resolve("hostname");
    }

    /** Its interfaces, addresses and ports, while it runs. */
    public Path network() {
        return folder.resolve("network.json");
    }
}
