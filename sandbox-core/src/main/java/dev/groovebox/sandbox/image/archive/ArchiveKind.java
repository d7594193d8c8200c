package dev.groovebox.sandbox.image.archive;

/** The forms in which images lie outside of registries and the store. The names are those of containers-transports(5). */
public enum ArchiveKind {
    /** What the archive's own files say. */
    ANY(""),
    DOCKER_ARCHIVE("docker-archive:"),
    OCI_ARCHIVE("oci-archive:"),
    OCI_FOLDER("oci:");

    private final String prefix;

    ArchiveKind(String prefix) {
        this.prefix = prefix;
    }

    public String prefix() {
        return prefix;
    }
}
