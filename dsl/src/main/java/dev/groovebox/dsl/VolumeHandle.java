package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.VolumeOperation;
import dev.groovebox.sandbox.operation.VolumeSummary;
import java.util.Map;

/** A volume that a script has made or found. */
public final class VolumeHandle {
    private final ScriptContext context;
    private final String name;

    VolumeHandle(ScriptContext context, String name) {
        this.context = context;
        this.name = name;
    }

    public String getName() {
        return name;
    }

    /** As it is now: its place on this machine, its containers ... */
    public VolumeSummary inspect() {
        return context.perform(new VolumeOperation.InspectVolume(name));
    }

    /** Writes its files into a tar; answers how many. */
    public long export(String file) {
        return context.perform(new VolumeOperation.ExportVolume(name, context.resolve(file)));
    }

    /** Adds the files of a tar; refused while a container runs with it. Answers how many. */
    public long load(String file) {
        return context.perform(new VolumeOperation.ImportVolume(name, context.resolve(file)));
    }

    /** Keeps a copy of its files beside it; refused while a container runs with it. Answers the copy's name. */
    public String snapshot(String copy) {
        return snapshot(Map.of(), copy);
    }

    /** @param options force: true also while a container runs with it */
    public String snapshot(Map<String, ?> options, String copy) {
        return context.perform(new VolumeOperation.SnapshotVolume(name, copy, force("snapshot", options)));
    }

    /** Makes its files what they were in the copy; refused while a container runs with it. */
    public void restore(String copy) {
        restore(Map.of(), copy);
    }

    /** @param options force: true also while a container runs with it */
    public void restore(Map<String, ?> options, String copy) {
        context.perform(new VolumeOperation.RestoreVolume(name, copy, force("restore", options)));
    }

    private static boolean force(String word, Map<String, ?> options) {
        return new NamedValues(Problems.FAIL, word, options, "force").flag("force");
    }

    /** Deletes a copy. */
    public void removeSnapshot(String copy) {
        context.cleanUp(new VolumeOperation.RemoveVolumeSnapshot(name, copy));
    }

    public void remove() {
        context.cleanUp(new VolumeOperation.RemoveVolume(name));
    }

    @Override
    public String toString() {
        return "volume '" + name + "'";
    }
}
