package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.RunningSandbox;
import dev.groovebox.sandbox.operation.ContainerControl;
import java.io.IOException;

/** The owner's hand on a running foreground container. */
record SandboxControl(String containerId, RunningSandbox sandbox) implements ContainerControl {
    @Override
    public void signal(int number) {
        try {
            sandbox.signal(number);
        } catch (IOException e) {
            throw new EngineException(
                    new Failure(
                            FailureKind.ENGINE, "cannot signal container", containerId, Failure.reasonOf(e), ""),
                    e);
        }
    }
}
