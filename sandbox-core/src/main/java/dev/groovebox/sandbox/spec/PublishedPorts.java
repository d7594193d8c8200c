package dev.groovebox.sandbox.spec;

import java.util.List;
import java.util.TreeSet;

/**
 * What of a container's ports is known outside.
 *
 * @param exposed that it listens on, beside those that its image says, such as 80/tcp
 * @param all also every exposed port, each on a port of the host that the engine chooses
 */
public record PublishedPorts(List<PortMapping> mappings, List<String> exposed, boolean all) {
    public static final PublishedPorts NONE = new PublishedPorts(List.of(), List.of(), false);

    public PublishedPorts {
        mappings = List.copyOf(mappings);
        exposed = List.copyOf(exposed);
    }

    /** Whether none is published. */
    public boolean isEmpty() {
        return mappings.isEmpty() && !all;
    }

    /** All that the container is said to listen on: docker counts those that are published among them. */
    public List<String> exposedWith(List<String> ofImage) {
        TreeSet<String> ports = new TreeSet<>(ofImage);
        ports.addAll(exposed);
        mappings.forEach(mapping -> ports.add(mapping.target()));
        return List.copyOf(ports);
    }
}
