package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.LaunchException;
import dev.groovebox.sandbox.linux.Errno;

/** Says of a launch's failed step what it means to the user: 127 and 126 when it was the program itself. */
final class LaunchFailures {
    private LaunchFailures() {}

    static EngineException explain(LaunchException failure, SandboxJob job) {
        return explain(failure, "cannot start a container of image", job.imageName());
    }

    /** @param action and object that the failed launch was for */
    static EngineException explain(LaunchException failure, String action, String object) {
        if (!failure.isExecution()) {
            return new EngineException(
                    new Failure(
                            FailureKind.ENGINE,
                            action,
                            object,
                            cause(failure),
                            remedy(failure)),
                    failure);
        }
        boolean missing = failure.errno() == Errno.ENOENT || failure.errno() == Errno.ENOTDIR;
        return new EngineException(
                new Failure(
                        missing ? FailureKind.PROGRAM_NOT_FOUND : FailureKind.PROGRAM_NOT_EXECUTABLE,
                        "cannot execute",
                        failure.object(),
                        missing ? "no such program in the image, or its interpreter is missing"
                                : Errno.describe(failure.errno()),
                        missing ? "check its name and the image's PATH" : "check its mode and its format"),
                failure);
    }

    private static String cause(LaunchException failure) {
        if (failure.isWithoutSource()) {
            return "there is no '" + failure.object() + "' on this machine to mount";
        }
        return failure.isWithoutIdMapping()
                ? "this kernel has no idmapped mounts of the filesystem of '" + failure.object() + "', or of one that is mounted below it"
                : failure.getMessage();
    }

    private static String remedy(LaunchException failure) {
        if (failure.isWithoutOverlay()) {
            return "install the kernel's overlay module, and load it (modprobe overlay)";
        }
        if (failure.isWithoutIdMapping()) {
            return "mount it without idmap, or a folder of ext4, xfs, btrfs, or tmpfs (since Linux 6.3)";
        }
        if (failure.isWithoutSource()) {
            return "make it first (mkdir -p " + failure.object() + "), or mount another";
        }
        return failure.errno() == Errno.ENOSPC ? "free some space on the disk of the engine's root" : "";
    }
}
