package dev.groovebox.sandbox.operation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What takes the place on the disk. The rows' sizes add up to all that is under the engine's root, and what is told of
 * single objects adds up to the rows.
 *
 * @param rows in the order in which they are shown
 */
public record DiskReport(
        List<Row> rows, List<ImageUse> images, List<ContainerUse> containers, List<VolumeUse> volumes, List<CacheUse> cache) {
    public DiskReport {
        rows = List.copyOf(rows);
        images = List.copyOf(images);
        containers = List.copyOf(containers);
        volumes = List.copyOf(volumes);
        cache = List.copyOf(cache);
    }

    /**
     * @param active of them are in use
     * @param reclaimableBytes what pruning would give back
     */
    public record Row(String type, int total, int active, long sizeBytes, long reclaimableBytes) {}

    /**
     * An image, also one that was removed under a container.
     *
     * @param id of its configuration; of its manifest, if that can't be read
     * @param created absent when the image can't be read
     * @param uniqueBytes of what no other image has
     * @param sharedBytes of what others have too, each of which tells them as well
     * @param containers that stand on it
     */
    public record ImageUse(
            String id, String digest, List<String> names, Optional<Instant> created, long uniqueBytes, long sharedBytes,
            int containers) {
        public ImageUse {
            names = List.copyOf(names);
        }

        public long sizeBytes() {
            return uniqueBytes + sharedBytes;
        }
    }

    /**
     * @param container absent when its record can't be read
     * @param volumes how many of them it has
     * @param sizeBytes of what it has written, and of its record
     */
    public record ContainerUse(String id, Optional<ContainerSummary> container, int volumes, long sizeBytes, long logBytes) {}

    /** @param sizeBytes with the copies that are kept of it */
    public record VolumeUse(VolumeSummary volume, long sizeBytes) {}

    /**
     * What builds and pushes keep to be faster the next time.
     *
     * @param shared an image has it too, and its bytes count there
     */
    public record CacheUse(String id, String type, Optional<Instant> created, long sizeBytes, boolean shared) {}

    public long totalBytes() {
        return rows.stream().mapToLong(Row::sizeBytes).sum();
    }
}
