package dev.groovebox.sandbox.volume;

import dev.groovebox.sandbox.operation.StoreFinding;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds volumes whose record can't be read, and mends them. */
public final class DamagedVolumes {
    private final VolumeStore volumes;

    public DamagedVolumes(VolumeStore volumes) {
        this.volumes = volumes;
    }

    public List<StoreFinding> check(boolean repair) throws IOException {
        List<StoreFinding> findings = new ArrayList<>();
        for (String name : volumes.contents().damaged()) {
            findings.add(new StoreFinding("volume " + name, "its volume.json can't be read",
                    repair ? "written again, without the labels; its files are as they were"
                            : "a repair writes it again, without the labels; groovebox volume rm " + name + " removes the volume",
                    repair));
            if (repair) {
                repair(name);
            }
        }
        return findings;
    }

    private void repair(String name) throws IOException {
        try (ObjectLock lock = volumes.lock(name)) {
            if (volumes.isDamaged(name)) {
                volumes.repair(name);
            }
        }
    }
}
