package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.oci.Digests;
import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.volume.VolumeStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** The volumes that were made for one container and have no name of their own: they go with it. */
record OwnVolumes(VolumeStore volumes, ContainerStore containers) {

    /** The same at each start, so that a container finds its volumes again. */
    static String name(String container, String target) {
        return Digests.of("sha256", (container + target).getBytes(StandardCharsets.UTF_8)).hex();
    }

    /**
     * Deletes them, also what a killed deleter has left of one; before the record, which alone tells of them. One that
     * another container has stays, as in docker: it is pruned when nobody has it any more.
     */
    void remove(ContainerRecord record) throws IOException {
        for (String name : names(record)) {
            if (Files.exists(volumes.folder(name)) && !isUsedByAnother(record, name)) {
                volumes.delete(name);
            }
        }
    }

    private static Set<String> names(ContainerRecord record) {
        Set<String> names = new LinkedHashSet<>();
        for (MountSpec mount : record.spec().mounts()) {
            if (mount instanceof MountSpec.Volume volume && volume.isAnonymous()) {
                names.add(name(record.id(), Path.of(volume.target()).normalize().toString()));
            }
        }
        for (String target : record.execution().volumes()) {
            names.add(name(record.id(), Path.of(target).normalize().toString()));
        }
        return names;
    }

    private boolean isUsedByAnother(ContainerRecord owner, String volume) throws IOException {
        for (Container container : containers.list()) {
            if (!container.record().id().equals(owner.id()) && has(container.record(), volume)) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(ContainerRecord other, String volume) {
        return VolumeMounts.all(other).stream()
                .anyMatch(mount -> mount instanceof MountSpec.Volume named && named.name().equals(volume));
    }
}
