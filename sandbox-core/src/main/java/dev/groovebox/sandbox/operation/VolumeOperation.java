package dev.groovebox.sandbox.operation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the engine does to volumes. */
public sealed interface VolumeOperation<R> extends Operation<R> {
    /** Answers the name; one that is there stays as it is. */
    record CreateVolume(String name, Map<String, String> labels) implements VolumeOperation<String> {}

    record ListVolumes() implements VolumeOperation<List<VolumeSummary>> {}

    record InspectVolume(String volume) implements VolumeOperation<VolumeSummary> {}

    /** Refused while a container has it, running or not. */
    record RemoveVolume(String volume) implements VolumeOperation<String> {}

    /** @param all also those with a name of their own. Answers the names of what was removed. */
    record PruneVolumes(boolean all) implements VolumeOperation<List<String>> {}

    /** Writes the content as a tar, also while a container runs with the volume. @param file of this machine; answers how many files */
    record ExportVolume(String volume, Path file) implements VolumeOperation<Long> {}

    /** Adds the content of a tar; refused while a container runs with the volume. Answers how many files. */
    record ImportVolume(String volume, Path file) implements VolumeOperation<Long> {}

    /**
     * Keeps a copy of the content beside the volume. Answers the copy's name.
     *
     * @param force also while a container that runs has the volume, and may be writing
     */
    record SnapshotVolume(String volume, String snapshot, boolean force) implements VolumeOperation<String> {}

    /**
     * Makes the content what it was when the copy was made; what was written since is lost. Answers the volume's name.
     *
     * @param force also while a container that runs has the volume: it goes on with the files that it has open, and sees
     *     the others when it is started again
     */
    record RestoreVolume(String volume, String snapshot, boolean force) implements VolumeOperation<String> {}

    /** Answers the copy's name. */
    record RemoveVolumeSnapshot(String volume, String snapshot) implements VolumeOperation<String> {}
}
