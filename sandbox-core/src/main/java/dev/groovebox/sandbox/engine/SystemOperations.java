package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.image.ImageCare;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.linux.capability.Capability;
import dev.groovebox.sandbox.operation.SystemDescription;
import dev.groovebox.sandbox.operation.SystemOperation;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.volume.DamagedVolumes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the engine tells of itself and of this machine. */
final class SystemOperations {
    private final EnginePaths paths;
    private final Machine machine;
    private final ContainerStore containers;
    private final ImageStore images;
    private final ImageCare care;
    private final VolumeOperations volumes;
    private final DamagedVolumes damagedVolumes;

    SystemOperations(
            EnginePaths paths, Machine machine, ContainerStore containers, ImageStore images, ImageCare care,
            VolumeOperations volumes, DamagedVolumes damagedVolumes) {
        this.paths = paths;
        this.machine = machine;
        this.containers = containers;
        this.images = images;
        this.care = care;
        this.volumes = volumes;
        this.damagedVolumes = damagedVolumes;
    }

    Object perform(SystemOperation<?> operation) throws IOException {
        if (operation instanceof SystemOperation.DescribeSystem) {
            return describe();
        }
        if (operation instanceof SystemOperation.MeasureDisk) {
            return new DiskReports(paths, machine.files(), containers, care, volumes).report();
        }
        if (operation instanceof SystemOperation.CheckStore check) {
            return new StoreChecks(paths, containers, damagedVolumes, care).check(check.repair());
        }
        throw new IllegalArgumentException(operation.toString());
    }

    private SystemDescription describe() throws IOException {
        List<Container> all = containers.list();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Containers", Integer.toString(all.size()));
        facts.put("Running", count(all, true));
        facts.put("Stopped", count(all, false));
        facts.put("Images", Integer.toString(images.list().size()));
        facts.put("Storage driver", "overlay");
        facts.put("Root folder", paths.root().toString());
        facts.put("Kernel version", System.getProperty("os.version"));
        facts.put("Architecture", System.getProperty("os.arch"));
        facts.put("CPUs", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("Hostname", machine.facts().hostname());
        facts.put("Cgroup version", Integer.toString(machine.cgroups().version()));
        facts.put("Cgroup controllers", String.join(" ", machine.cgroups().controllers()));
        facts.put("Capabilities missing", missing());
        facts.put("Java", System.getProperty("java.version"));
        return new SystemDescription(facts);
    }

    private static String count(List<Container> containers, boolean running) {
        return Long.toString(containers.stream()
                .filter(container -> container.state().status().hasProcess() == running)
                .count());
    }

    private String missing() {
        List<String> missing = new java.util.ArrayList<>();
        for (Capability capability : Capability.values()) {
            if (!machine.capabilities().grantable().has(capability)) {
                missing.add("CAP_" + capability);
            }
        }
        return missing.isEmpty() ? "none" : String.join(" ", missing);
    }
}
