package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;

/** Removing a group while another is being made; an interrupt is kept for who can be interrupted. */
final class Removal {
    private Removal() {}

    /** An engine that was killed may have left a group of this name, with other limits. */
    static void ofLeftover(String name, ContainerCgroup group) throws IOException {
        if (group.folders().stream().noneMatch(Files::exists)) {
            return;
        }
        if (!group.processes().isEmpty()) {
            throw new EngineException(
                    FailureKind.CONFLICT,
                    "cannot make the control group of container",
                    name,
                    "a group of that name has processes",
                    "stop the container first");
        }
        withoutInterrupt(group);
    }

    /** Nothing half-made stays; the failure that led here is the one to be told. */
    static void after(Exception failure, ContainerCgroup group) {
        try {
            withoutInterrupt(group);
        } catch (IOException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    private static void withoutInterrupt(ContainerCgroup group) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    group.remove();
                    return;
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
