package dev.groovebox.sandbox.operation;

/** The forms of archives of images that we write. */
public enum ArchiveForm {
    /** As {@code docker save} writes it. */
    DOCKER_ARCHIVE("docker-archive"),
    /** An OCI image layout in a tar. */
    OCI_ARCHIVE("oci-archive");

    private final String word;

    ArchiveForm(String word) {
        this.word = word;
    }

    /** As users write it; podman's words. */
    public String word() {
        return word;
    }
}
