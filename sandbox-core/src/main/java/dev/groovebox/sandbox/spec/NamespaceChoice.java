package dev.groovebox.sandbox.spec;

import java.util.Optional;

/** Whose namespace of one kind a container has. */
public sealed interface NamespaceChoice {
    NamespaceChoice OWN = new Own();

    record Own() implements NamespaceChoice {}

    record Host() implements NamespaceChoice {}

    /** @param container its name or id; it must run when this one starts */
    record OfContainer(String container) implements NamespaceChoice {}

    /** Docker's form: private (or empty, or shareable), host, container:NAME. */
    static Optional<NamespaceChoice> parse(String text) {
        return switch (text) {
            case "", "private", "shareable" -> Optional.of(OWN);
            case "host" -> Optional.of(new Host());
            default -> text.startsWith("container:") && text.length() > 10
                    ? Optional.of(new OfContainer(text.substring(10)))
                    : Optional.empty();
        };
    }

    /** Docker's form again. */
    default String text() {
        return this instanceof OfContainer other ? "container:" + other.container() : this instanceof Host ? "host" : "private";
    }
}
