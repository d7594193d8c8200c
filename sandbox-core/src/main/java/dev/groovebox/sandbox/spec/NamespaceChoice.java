package dev.groovebox.sandbox.spec;

import java.util.Optional;

/** Whose namespace of one kind a container has. */
public sealed interface NamespaceChoice {
    NamespaceChoice OWN = new Own();

    record Own() implements NamespaceChoice {}

    /** Its own, and others may have it too: of the IPC namespace alone they may not unless this is said. */
    record Shareable() implements NamespaceChoice {}

    /** Its own, and of the IPC namespace alone: without /dev/shm. */
    record None() implements NamespaceChoice {}

    record Host() implements NamespaceChoice {}

    /** @param container its name or id; it must run when this one starts */
    record OfContainer(String container) implements NamespaceChoice {}

    /** Docker's form: private (or empty), shareable, none, host, container:NAME. */
    static Optional<NamespaceChoice> parse(String text) {
        return switch (text) {
            case "", "private" -> Optional.of(OWN);
            case "shareable" -> Optional.of(new Shareable());
            case "none" -> Optional.of(new None());
            case "host" -> Optional.of(new Host());
            default -> text.startsWith("container:") && text.length() > 10
                    ? Optional.of(new OfContainer(text.substring(10)))
                    : Optional.empty();
        };
    }

    /** A new one is made for the container. */
    default boolean isNew() {
        return this instanceof Own || this instanceof Shareable || this instanceof None;
    }

    /** Docker's form again. */
    default String text() {
        if (this instanceof OfContainer other) {
            return "container:" + other.container();
        }
        return this instanceof Host ? "host" : this instanceof Shareable ? "shareable" : this instanceof None ? "none" : "private";
    }
}
