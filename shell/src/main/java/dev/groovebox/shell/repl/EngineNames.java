package dev.groovebox.shell.repl;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.operation.ContainerOperation;
import dev.groovebox.sandbox.operation.ContainerSummary;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.shell.session.Session;
import java.util.List;

/** The names that the engine has now. Where it can't say, there are none. */
final class EngineNames implements Names {
    private final Session session;

    EngineNames(Session session) {
        this.session = session;
    }

    @Override
    public List<String> images() {
        try {
            return session.engine().perform(new ImageOperation.ListImages()).stream()
                    .flatMap(image -> image.names().stream())
                    .map(name -> name.endsWith(":latest") ? name.substring(0, name.length() - 7) : name)
                    .toList();
        } catch (EngineException e) {
            // A key pressed for help is no place for an error.
            return List.of();
        }
    }

    @Override
    public List<String> containers() {
        try {
            return session.engine().perform(new ContainerOperation.ListContainers(true)).stream()
                    .map(ContainerSummary::name)
                    .toList();
        } catch (EngineException e) {
            // As above.
            return List.of();
        }
    }
}
