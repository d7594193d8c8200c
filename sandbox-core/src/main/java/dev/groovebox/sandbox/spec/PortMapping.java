package dev.groovebox.sandbox.spec;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A port of the host that leads to one of a container.
 *
 * @param address of the host; 0.0.0.0: every one of IPv4, ::: every one of IPv6; absent: every one, unless the machine's
 *     owner has set another
 * @param hostPort absent: the engine chooses a free one
 * @param lastHostPort present: the engine chooses a free one from hostPort to this
 * @param containerPort 1 to 65535
 */
public record PortMapping(
        Optional<InetAddress> address, OptionalInt hostPort, OptionalInt lastHostPort, int containerPort, Protocol protocol) {
    public PortMapping(Optional<InetAddress> address, OptionalInt hostPort, int containerPort, Protocol protocol) {
        this(address, hostPort, OptionalInt.empty(), containerPort, protocol);
    }

    /** What can be published. */
    public enum Protocol {
        TCP,
        UDP;

        public String word() {
            return this == TCP ? "tcp" : "udp";
        }

        public static Optional<Protocol> named(String word) {
            return word.equalsIgnoreCase("tcp") ? Optional.of(TCP) : word.equalsIgnoreCase("udp") ? Optional.of(UDP) : Optional.empty();
        }
    }

    public static final int MOST = 65535;

    /** Whether the port of the host is one that was named. */
    public boolean isForOnePort() {
        return hostPort.isPresent() && lastHostPort.isEmpty();
    }

    /** The same, at an address that is usual, unless one was named. */
    public PortMapping orAt(Optional<InetAddress> usual) {
        return new PortMapping(address.or(() -> usual), hostPort, lastHostPort, containerPort, protocol);
    }

    /** The same by the port that was chosen. */
    public PortMapping by(int port) {
        return new PortMapping(address, OptionalInt.of(port), containerPort, protocol);
    }

    public boolean isForOneAddress() {
        return address.isPresent() && !address.get().isAnyLocalAddress();
    }

    /** Whether packets to the address are for it. */
    public boolean takes(InetAddress given) {
        return address.isEmpty() || address.get().equals(given)
                || !isForOneAddress() && address.get().getAddress().length == given.getAddress().length;
    }

    /** "80/tcp": the container's own. */
    public String target() {
        return containerPort + "/" + protocol.word();
    }

    /** As docker writes one: [address:]host:container/protocol. */
    @Override
    public String toString() {
        String host = address.map(ip -> ip.getAddress().length == 4 ? IpText.of(ip) + ":" : "[" + IpText.of(ip) + "]:").orElse("");
        String last = lastHostPort.isPresent() ? "-" + lastHostPort.getAsInt() : "";
        return host + (hostPort.isPresent() ? hostPort.getAsInt() + last + ":" : host.isEmpty() ? "" : ":") + target();
    }
}
