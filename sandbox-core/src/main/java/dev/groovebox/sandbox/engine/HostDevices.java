package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.LaunchPlan;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.cgroup.DeviceAccess;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.FileType;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.spec.DeviceSpec;
import java.io.IOException;

/** Finds out which devices of this machine a container asked for. */
record HostDevices(FileCalls files) {
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int FOLDER_LENGTH = "/dev/".length();

    /** What /dev gets and what the control group allows. */
    record Found(LaunchPlan.Device node, DeviceAccess access) {}

    /**
     * @param ownIds a user namespace can't make nodes, so the host's is bound
     * @throws EngineException when there is no such device
     */
    Found find(DeviceSpec asked, boolean ownIds) throws IOException {
        FileStatus status = status(asked);
        boolean block = status.type() == FileType.BLOCK_DEVICE;
        if (!block && status.type() != FileType.CHARACTER_DEVICE) {
            throw failure(asked, "it is no device");
        }
        int mode = (block ? BLOCK_DEVICE : CHARACTER_DEVICE) | status.permissions();
        boolean sameName = asked.target().equals(asked.source().toString());
        if (ownIds && !sameName) {
            throw failure(asked, "with a user namespace it keeps its name");
        }
        return new Found(
                new LaunchPlan.Device(
                        asked.target().substring(FOLDER_LENGTH), mode, status.deviceMajor(), status.deviceMinor(), ownIds),
                new DeviceAccess(block, status.deviceMajor(), status.deviceMinor(), asked.permissions()));
    }

    private FileStatus status(DeviceSpec asked) throws IOException {
        try (OpenFile device = files.open(asked.source(), Access.PLACE)) {
            return files.status(device);
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                throw failure(asked, "this machine has no such device");
            }
            throw e;
        }
    }

    private static EngineException failure(DeviceSpec asked, String why) {
        return new EngineException(
                FailureKind.INVALID, "cannot give device", asked.source().toString(), why, "");
    }
}
