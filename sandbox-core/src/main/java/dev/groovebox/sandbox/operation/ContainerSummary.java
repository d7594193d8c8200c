package dev.groovebox.sandbox.operation;

import dev.groovebox.sandbox.spec.PortMapping;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A row of {@code ps}.
 *
 * @param ports of the host that lead to it now
 * @param exposed that it listens on and that are not published, such as 80/tcp; none unless it is on a network now
 * @param mounts those that were asked for, by it, its image, or the containers that it has volumes from
 */
public record ContainerSummary(
        String id,
        String name,
        String image,
        String imageId,
        List<String> command,
        Instant created,
        ContainerStatus status,
        Optional<Instant> started,
        Optional<Instant> finished,
        OptionalInt exitCode,
        OptionalInt pid,
        Optional<HealthStatus> health,
        Map<String, String> labels,
        List<PortMapping> ports,
        List<String> exposed,
        List<String> networks,
        List<MountPoint> mounts) {
    /**
     * @param source a volume's name, or the folder of this machine
     * @param target a path inside
     */
    public record MountPoint(String source, String target) {}
}
