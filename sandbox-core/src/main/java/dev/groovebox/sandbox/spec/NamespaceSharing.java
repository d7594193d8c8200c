package dev.groovebox.sandbox.spec;

/** Namespaces that a container may share with the host or another container. */
public record NamespaceSharing(NamespaceChoice pid, NamespaceChoice ipc, NamespaceChoice uts) {
    public static final NamespaceSharing NONE =
            new NamespaceSharing(NamespaceChoice.OWN, NamespaceChoice.OWN, NamespaceChoice.OWN);
}
