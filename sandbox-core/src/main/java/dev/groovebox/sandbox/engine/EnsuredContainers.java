package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.operation.EnsuredContainer.Done;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.ContainerSpecJson;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says what it takes to make a container run as described. */
record EnsuredContainers(Optional<Container> present, ContainerSpec wanted, String wantedImage) {
    /** What is to be done, and why. */
    record Decision(Done done, String reason) {}

    Decision decide() {
        if (present.isEmpty()) {
            return new Decision(Done.CREATED, "there was none of that name");
        }
        Set<String> differences = differences(present.get().record());
        if (!differences.isEmpty()) {
            return new Decision(Done.RECREATED, differences.stream().collect(Collectors.joining(", ", "", " changed")));
        }
        return present.get().state().status().isActive()
                ? new Decision(Done.REUSED, "it runs, and nothing has changed")
                : new Decision(Done.STARTED, "nothing has changed, and it did not run");
    }

    /** By the names of the record's own members; the name is what it was found by. */
    private Set<String> differences(ContainerRecord record) {
        JsonObject there = ContainerSpecJson.write(record.spec());
        JsonObject here = ContainerSpecJson.write(wanted);
        Set<String> names = new LinkedHashSet<>(here.members().keySet());
        names.addAll(there.members().keySet());
        names.remove("name");
        names.removeIf(name -> Objects.equals(here.members().get(name), there.members().get(name)));
        if (!record.imageId().equals(wantedImage)) {
            names.add("image");
        }
        return names;
    }
}
