package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.spec.MountSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which containers have which volumes, and which of them run. */
record VolumeUsers(ContainerStore containers) {
    /** By volume, the names of the containers that have it, running or not. */
    Map<String, List<String>> all() throws IOException {
        Map<String, List<String>> users = new LinkedHashMap<>();
        for (Container container : containers.list()) {
            for (String volume : volumes(container)) {
                users.computeIfAbsent(volume, name -> new ArrayList<>()).add(container.record().name());
            }
        }
        return users;
    }

    private static List<String> volumes(Container container) {
        return VolumeMounts.all(container.record()).stream()
                .filter(MountSpec.Volume.class::isInstance)
                .map(mount -> ((MountSpec.Volume) mount).name())
                .toList();
    }

    /**
     * The caller holds the volume's lock, by which whoever starts from now on waits. One that has had the lock already
     * may have no process yet; but its own lock is held, from its making to its end.
     */
    void requireNoneRuns(String volume, String action, String remedy) throws IOException, InterruptedException {
        for (Container container : containers.list()) {
            if (volumes(container).contains(volume) && containers.isInUse(container.record().id())) {
                throw new EngineException(
                        FailureKind.CONFLICT, action, volume, "container '" + container.record().name() + "' runs with it", remedy);
            }
        }
    }
}
