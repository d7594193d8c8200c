package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.RunningSandbox;
import dev.groovebox.sandbox.operation.ContainerControl;
import java.io.IOException;

/**
 * The owner's hand on a running foreground container.
 *
 * @param stopSignal as SIGKILL it ends the restart policy, too
 */
record SandboxControl(String containerId, RunningSandbox sandbox, int stopSignal) implements ContainerControl {
    private static final int SIGKILL = 9;

    @Override
    public boolean signal(int number) {
        try {
            return sandbox.signal(number, number == SIGKILL || number == stopSignal);
        } catch (IOException e) {
            throw new EngineException(
                    new Failure(
                            FailureKind.ENGINE, "cannot signal container", containerId, Failure.reasonOf(e), ""),
                    e);
        }
    }
}
