package dev.groovebox.sandbox.spec;

import java.util.List;

/** @param all also every port that the image exposes, each on a port of the host that the engine chooses */
public record PublishedPorts(List<PortMapping> mappings, boolean all) {
    public static final PublishedPorts NONE = new PublishedPorts(List.of(), false);

    public PublishedPorts {
        mappings = List.copyOf(mappings);
    }

    public boolean isEmpty() {
        return mappings.isEmpty() && !all;
    }
}
