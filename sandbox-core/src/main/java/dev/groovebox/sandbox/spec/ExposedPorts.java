package dev.groovebox.sandbox.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The ports of EXPOSE: 80, 53/udp, 8000-8010/tcp. */
public final class ExposedPorts {
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");

    private ExposedPorts() {}

    /**
     * As an image's configuration has them: 80/tcp.
     *
     * @throws IllegalArgumentException whose message says what is wrong, without the text itself
     */
    public static List<String> parse(String text) {
        int slash = text.indexOf('/');
        String protocol = slash < 0 ? "tcp" : text.substring(slash + 1).toLowerCase(java.util.Locale.ROOT);
        String range = slash < 0 ? text : text.substring(0, slash);
        int dash = range.indexOf('-');
        int first = number(dash < 0 ? range : range.substring(0, dash));
        int last = dash < 0 ? first : number(range.substring(dash + 1));
        if (!PROTOCOLS.contains(protocol) || last < first) {
            throw refused();
        }
        List<String> ports = new ArrayList<>();
        for (int port = first; port <= last; port++) {
            ports.add(port + "/" + protocol);
        }
        return ports;
    }

    private static int number(String digits) {
        boolean number = !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || Integer.parseInt(digits) > PortMapping.MOST) {
            throw refused();
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("it is no port such as 80, 53/udp or 8000-8010");
    }
}
