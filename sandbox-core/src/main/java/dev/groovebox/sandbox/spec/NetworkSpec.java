package dev.groovebox.sandbox.spec;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Which network the container has. */
public sealed interface NetworkSpec {
    /** The name of the network that containers are on unless they say otherwise. */
    String DEFAULT_NAME = "bridge";

    /** A network namespace of its own with nothing but loopback. */
    record None() implements NetworkSpec {}

    /** The host's network namespace. */
    record Host() implements NetworkSpec {}

    /** Another container's network namespace. @param container its name or id; it must run */
    record OfContainer(String container) implements NetworkSpec {}

    /** An interface on each of these networks; the first that leads outside has the default route. */
    record Attached(List<Attachment> attachments) implements NetworkSpec {
        public Attached {
            attachments = List.copyOf(attachments);
        }
    }

    /**
     * One network of a container's.
     *
     * @param network its name or id
     * @param aliases more names by which others on it find the container
     * @param addresses asked for, at most one of each kind; the engine chooses what is missing
     * @param mac absent: made from the address
     */
    record Attachment(String network, List<String> aliases, List<InetAddress> addresses, Optional<String> mac) {
        public Attachment {
            aliases = List.copyOf(aliases);
            addresses = List.copyOf(addresses);
        }

        public static Attachment to(String network) {
            return new Attachment(network, List.of(), List.of(), Optional.empty());
        }

        /** Whether anything is asked for but the network itself. */
        public boolean asksForMore() {
            return !aliases.isEmpty() || !addresses.isEmpty() || mac.isPresent();
        }
    }

    static NetworkSpec ofDefault() {
        return attachedTo(DEFAULT_NAME);
    }

    static NetworkSpec attachedTo(String network) {
        return new Attached(List.of(Attachment.to(network)));
    }

    /** Docker's one word for it: none, host, container:NAME, or a network. */
    static NetworkSpec parse(String word) {
        return switch (word) {
            case "none" -> new None();
            case "host" -> new Host();
            case "default" -> ofDefault();
            default -> word.startsWith("container:") && word.length() > 10
                    ? new OfContainer(word.substring(10))
                    : attachedTo(word);
        };
    }

    /**
     * The same with what more is asked of the network.
     *
     * @throws IllegalArgumentException whose message says what is wrong, without the word itself
     */
    static NetworkSpec of(Attachment asked) {
        NetworkSpec network = parse(asked.network());
        if (!network.networks().isEmpty()) {
            return new Attached(List.of(new Attachment(network.word(), asked.aliases(), asked.addresses(), asked.mac())));
        }
        if (asked.asksForMore()) {
            throw new IllegalArgumentException("takes no address and no alias");
        }
        return network;
    }

    /** Docker's one word again; of several networks the first. */
    default String word() {
        if (this instanceof Attached attached) {
            return attached.attachments().get(0).network();
        }
        return this instanceof OfContainer other ? "container:" + other.container() : this instanceof Host ? "host" : "none";
    }

    /** The networks by name; none for what has no interface of its own. */
    default List<Attachment> networks() {
        return this instanceof Attached attached ? attached.attachments() : List.of();
    }

    default boolean isHost() {
        return this instanceof Host;
    }
}
