package dev.groovebox.sandbox.spec;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Docker's text of published ports: {@code [[address:][host]:]container[/protocol]}, each port a number or a range; of a
 * range for one port of the container a free one is taken.
 */
public final class PortText {
    private PortText() {}

    /** From first to last. */
    private record Range(int first, int last) {
        int size() {
            return last - first + 1;
        }
    }

    /** @throws IllegalArgumentException whose message says what is wrong, without the text itself */
    public static List<PortMapping> parse(String text) {
        int slash = text.lastIndexOf('/');
        String word = slash < 0 ? "tcp" : text.substring(slash + 1);
        PortMapping.Protocol protocol = PortMapping.Protocol.named(word).orElseThrow(
                () -> new IllegalArgumentException("'" + word + "' is neither tcp nor udp"));
        String ports = slash < 0 ? text : text.substring(0, slash);
        int last = ports.lastIndexOf(':');
        Range container = range(ports.substring(last + 1));
        if (last < 0) {
            return mappings(Optional.empty(), Optional.empty(), container, protocol);
        }
        String host = ports.substring(0, last);
        int colon = host.startsWith("[") ? host.indexOf("]:") + 1 : host.lastIndexOf(':');
        Optional<InetAddress> address = colon <= 0 ? Optional.empty() : Optional.of(address(host.substring(0, colon)));
        String hostPorts = colon <= 0 ? host : host.substring(colon + 1);
        return mappings(address, hostPorts.isEmpty() ? Optional.empty() : Optional.of(range(hostPorts)), container, protocol);
    }

    private static List<PortMapping> mappings(
            Optional<InetAddress> address, Optional<Range> host, Range container, PortMapping.Protocol protocol) {
        if (host.isPresent() && host.get().size() > 1 && container.size() == 1) {
            return List.of(new PortMapping(
                    address, OptionalInt.of(host.get().first()), OptionalInt.of(host.get().last()), container.first(), protocol));
        }
        if (host.isPresent() && host.get().size() != container.size()) {
            throw new IllegalArgumentException("the ranges of " + host.get().size() + " and " + container.size()
                    + " ports are not of one length");
        }
        List<PortMapping> mappings = new ArrayList<>();
        for (int i = 0; i < container.size(); i++) {
            OptionalInt port = host.isPresent() ? OptionalInt.of(host.get().first() + i) : OptionalInt.empty();
            mappings.add(new PortMapping(address, port, container.first() + i, protocol));
        }
        return mappings;
    }

    private static InetAddress address(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        return IpText.parse(bare).orElseThrow(
                () -> new IllegalArgumentException("'" + bare + "' is no address of this machine"));
    }

    private static Range range(String text) {
        int dash = text.indexOf('-');
        Range range = dash < 0 ? new Range(port(text), port(text)) : new Range(port(text.substring(0, dash)), port(text.substring(dash + 1)));
        if (range.size() < 1) {
            throw new IllegalArgumentException("the range '" + text + "' ends before it begins");
        }
        return range;
    }

    /** A port of 1 to 65535. */
    public static int port(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : 0;
        if (port < 1 || port > PortMapping.MOST) {
            throw new IllegalArgumentException("'" + text + "' is no port within 1 to 65535");
        }
        return port;
    }
}
