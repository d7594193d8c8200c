package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.operation.VolumeOperation;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells what would be done to volumes. */
record PlannedVolumes(Consumer<String> plan) {
    /** The answer of a success; empty when the operation only reads. */
    Optional<Object> tell(VolumeOperation<?> operation) {
        if (operation instanceof VolumeOperation.CreateVolume create) {
            return told("create volume " + create.name(), create.name());
        }
        if (operation instanceof VolumeOperation.RemoveVolume remove) {
            return told("remove volume " + remove.volume(), remove.volume());
        }
        if (operation instanceof VolumeOperation.PruneVolumes) {
            return told("remove unused volumes", List.of());
        }
        if (operation instanceof VolumeOperation.ExportVolume export) {
            return told("export volume " + export.volume() + " to " + export.file(), 0L);
        }
        if (operation instanceof VolumeOperation.ImportVolume asked) {
            return told("import " + asked.file() + " into volume " + asked.volume(), 0L);
        }
        if (operation instanceof VolumeOperation.SnapshotVolume asked) {
            return told("keep a copy of volume " + asked.volume() + " as " + asked.snapshot(), asked.snapshot());
        }
        if (operation instanceof VolumeOperation.RestoreVolume asked) {
            return told("restore volume " + asked.volume() + " from " + asked.snapshot(), asked.volume());
        }
        if (operation instanceof VolumeOperation.RemoveVolumeSnapshot asked) {
            return told("remove copy " + asked.snapshot() + " of volume " + asked.volume(), asked.snapshot());
        }
        return Optional.empty();
    }

    private Optional<Object> told(String line, Object answer) {
        plan.accept(line);
        return Optional.of(answer);
    }
}
