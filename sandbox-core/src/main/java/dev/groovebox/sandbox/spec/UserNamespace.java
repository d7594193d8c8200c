package dev.groovebox.sandbox.spec;

/** Whether the container's user ids are the host's own. */
public enum UserNamespace {
    /** Ids are the host's. */
    HOST,
    /** A private range of ids; root inside is nobody outside. */
    AUTO
}
