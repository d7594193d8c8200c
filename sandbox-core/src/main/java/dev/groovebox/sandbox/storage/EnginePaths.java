package dev.groovebox.sandbox.storage;

import java.nio.file.Path;

/**
 * Every path of the engine is built here and nowhere else.
 *
 * @param root what lasts: /var/lib/groovebox
 * @param runtime what a reboot may take: /run/groovebox
 */
public record EnginePaths(Path root, Path runtime) {
    private static final Path SYSTEM = Path.of("/var/lib/groovebox");

    public static EnginePaths of(Path root, Path runtime) {
        return new EnginePaths(root.toAbsolutePath().normalize(), runtime.toAbsolutePath().normalize());
    }

    /** The same places below the folder that a reboot may take: for staging what must not reach a disk. */
    public EnginePaths ofRuntime() {
        return new EnginePaths(runtime, runtime);
    }

    /** An OCI image layout: oci-layout, index.json, blobs. */
    public Path images() {
        return root.resolve("images");
    }

    /** The file that makes a folder an image layout (image-spec, image-layout.md). */
    public Path imageLayoutFile() {
        return images().resolve("oci-layout");
    }

    public Path imageIndex() {
        return images().resolve("index.json");
    }

    public Path blobs() {
        return images().resolve("blobs");
    }

    /** @param algorithm and hex of a digest whose grammar has been checked */
    public Path blob(String algorithm, String hex) {
        return blobs().resolve(algorithm).resolve(hex);
    }

    public Path layers() {
        return root.resolve("layers");
    }

    /** @param diffId the hexadecimal part of the layer's uncompressed digest */
    public Path layer(String diffId) {
        return layers().resolve(diffId);
    }

    public Path containers() {
        return root.resolve("containers");
    }

    public ContainerPaths container(String id) {
        return new ContainerPaths(containers().resolve(id));
    }

    /** A name in use: a symbolic link whose text is the id, so that taking a name is one atomic step. */
    public Path containerName(String name) {
        return containerNames().resolve(name);
    }

    /** The layer of empty files and folders that every container's mounts stand on. */
    public Path mountPoints() {
        return root.resolve("mountpoints");
    }

    public Path cache() {
        return root.resolve("cache");
    }

    /** The key that a step had when it was last built, by the place of the step. */
    public Path buildPlace(String place) {
        return cache().resolve("places").resolve(place);
    }

    /** What is known of the content of files that were copied, by where they are. */
    public Path contentDigests(String tree) {
        return cache().resolve("contents").resolve(tree);
    }

    /** The folders of RUN --mount=type=cache, by a hash of their id. */
    public Path cacheMounts() {
        return cache().resolve("mounts");
    }

    public Path buildSteps() {
        return cache().resolve("steps");
    }

    /** What a step of a build made, by the key of all that it depends on. */
    public Path buildStep(String key) {
        return buildSteps().resolve(key + ".json");
    }

    public Path compressedLayers() {
        return cache().resolve("compressed");
    }

    /** @param name of a layer in the form that a registry has, or of the note that says which it is */
    public Path compressedLayer(String name) {
        return compressedLayers().resolve(name);
    }

    /** Which repositories have had a blob. */
    public Path blobSources(String hex) {
        return cache().resolve("sources").resolve(hex);
    }

    /** What has come of blobs whose pull was broken off. */
    public Path partialBlobs() {
        return root.resolve("partial");
    }

    /** @param algorithm and hex of a digest whose grammar has been checked */
    public Path partialBlob(String algorithm, String hex) {
        return partialBlobs().resolve(algorithm + "-" + hex);
    }

    /** A file for each command that adds or removes content; one without a living holder asks for a sweep. */
    public Path sweepMarks() {
        return root.resolve("sweep");
    }

    /** Numbered files of what was done, see {@link EventLog}. */
    public Path events() {
        return root.resolve("events");
    }

    public Path snapshots() {
        return root.resolve("snapshots");
    }

    /** @param id of a snapshot, 64 hexadecimal digits */
    public Path snapshot(String id) {
        return snapshots().resolve(id);
    }

    public Path snapshotRecord(String id) {
        return snapshot(id).resolve("snapshot.json");
    }

    /** What was a container's upper folder. */
    public Path snapshotTree(String id) {
        return snapshot(id).resolve("tree");
    }

    public Path volumes() {
        return root.resolve("volumes");
    }

    public Path containerNames() {
        return root.resolve("names");
    }

    public Path locks() {
        return root.resolve("locks");
    }

    /** @param object its kind and name, such as "layer-" and a digest */
    public Path lock(String object) {
        return locks().resolve(object);
    }

    /** On the same filesystem as the rest of the root, so that a rename out of it is atomic. */
    public Path temporary() {
        return root.resolve("tmp");
    }

    public Path networks() {
        return root.resolve("networks");
    }

    /** @param name a network's, whose grammar has been checked */
    public Path network(String name) {
        return networks().resolve(name);
    }

    public Path networkConfig(String name) {
        return network(name).resolve("network.json");
    }

    /** Addresses in use: symbolic links whose text is the container's id, so that taking one is one atomic step. */
    public Path leases(String network) {
        return network(network).resolve("leases");
    }

    /** @param name a volume's, whose grammar has been checked */
    public Path volume(String name) {
        return volumes().resolve(name);
    }

    public Path volumeConfig(String name) {
        return volume(name).resolve("volume.json");
    }

    /** What containers see, by docker's name. */
    public Path volumeData(String name) {
        return volume(name).resolve("_data");
    }

    /** Where a copy that is to become the volume's content waits, whole, until the old content has gone. */
    public Path volumeRestored(String name) {
        return volume(name).resolve("_restored");
    }

    /** Where what an image has for the volume waits, whole, until it has been moved into the content. */
    public Path volumeFilling(String name) {
        return volume(name).resolve("_filling");
    }

    public Path volumeSnapshots(String name) {
        return volume(name).resolve("snapshots");
    }

    /** @param snapshot by the grammar of volumes' names */
    public Path volumeSnapshot(String name, String snapshot) {
        return volumeSnapshots(name).resolve(snapshot);
    }

    /** Ports of the host in use, in the same form. */
    public Path portLeases() {
        return root.resolve("ports");
    }

    /**
     * What was switched on in the kernel for forwarding, and is to be switched off again; a reboot has done so. One file
     * for all engines of the machine: the last bridge counts, whosever it is.
     */
    public Path forwarding() {
        return Path.of("/run/lock/groovebox-forwarding");
    }

    /** Two engines of one machine choose subnets one after the other. */
    public Path machineNetworksLock() {
        return Path.of("/run/lock/groovebox-networks");
    }

    /** What the names of this engine's things in the kernel end with, if it is not the system's one. */
    public String mark() {
        return root.equals(SYSTEM) ? "" : String.format("%08x", root.toString().hashCode());
    }
}
