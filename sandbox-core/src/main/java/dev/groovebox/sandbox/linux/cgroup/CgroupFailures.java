package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.stream.Collectors;

/** The ways in which control groups fail, each said once. */
final class CgroupFailures {
    private CgroupFailures() {}

    static EngineException noControllerFor(LimitSetting setting) {
        return new EngineException(
                FailureKind.ENGINE,
                "cannot set limit",
                setting.word(),
                "the kernel offers no " + setting.controller() + " controller here",
                "remove " + setting.word() + ", or mount and enable the " + setting.controller() + " controller");
    }

    static EngineException notOffered(LimitSetting setting) {
        return new EngineException(
                FailureKind.ENGINE,
                "cannot set limit",
                setting.word(),
                "the kernel offers no "
                        + setting.targets().stream().map(LimitSetting.Target::file).collect(Collectors.joining(" or ")),
                setting.wayOut());
    }

    static EngineException refused(LimitSetting setting, LimitSetting.Target target, IOException cause) {
        Failure failure = new Failure(
                FailureKind.ENGINE,
                "cannot set limit",
                setting.word(),
                "the kernel refused " + target.value() + " for " + target.file() + ": " + reason(cause),
                setting.wayOut());
        return new EngineException(failure, cause);
    }

    static EngineException noDevicesController() {
        return new EngineException(
                FailureKind.ENGINE,
                "cannot restrict devices",
                "",
                "the kernel offers no devices controller here",
                "mount it (mount -t cgroup -o devices none /sys/fs/cgroup/devices), or run privileged");
    }

    static EngineException noDeviceProgram(IOException cause) {
        Failure failure = new Failure(
                FailureKind.ENGINE,
                "cannot restrict devices",
                "",
                reason(cause),
                "this needs root, CAP_SYS_ADMIN and a kernel with CONFIG_CGROUP_BPF; or run privileged");
        return new EngineException(failure, cause);
    }

    /** The kernel lets a group have processes or controlled groups below it, not both. */
    static EngineException cannotCreate(String name, GroupFolder root, IOException cause) {
        Failure failure = new Failure(
                FailureKind.ENGINE,
                "cannot make the control group of container",
                name,
                reason(cause),
                "if processes are in " + root.path() + " itself, move them into a group below it");
        return new EngineException(failure, cause);
    }

    static EngineException noFreezer(String name) {
        return new EngineException(
                FailureKind.ENGINE,
                "cannot pause container",
                name,
                "the kernel offers no freezer controller here",
                "mount it: mount -t cgroup -o freezer none /sys/fs/cgroup/freezer");
    }

    static EngineException cannotFreeze(String name) {
        return new EngineException(
                FailureKind.ENGINE,
                "cannot pause container",
                name,
                "a process in it does not freeze, such as one that waits for a device",
                "try again, or stop it");
    }

    static EngineException noCgroups() {
        return new EngineException(
                FailureKind.ENGINE,
                "cannot make control groups",
                "",
                "no cgroup filesystem is mounted",
                "mount one: mount -t cgroup2 none /sys/fs/cgroup");
    }

    /** Java's exceptions of files name the file first; the kernel's words alone are wanted. */
    static String reason(IOException cause) {
        if (cause instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return Failure.reasonOf(cause);
    }
}
