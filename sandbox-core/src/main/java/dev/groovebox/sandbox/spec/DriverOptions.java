package dev.groovebox.sandbox.spec;

import dev.groovebox.sandbox.failure.NearestWord;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** What a network's driver is told: docker's {@code -o}, by docker's names. */
public record DriverOptions(Map<String, String> given) {
    public static final String PARENT = "parent";
    public static final String BRIDGE_NAME = "com.docker.network.bridge.name";
    public static final String MACVLAN_MODE = "macvlan_mode";
    public static final String IPVLAN_MODE = "ipvlan_mode";

    private static final String MTU = "com.docker.network.driver.mtu";
    private static final String SHORT_MTU = "mtu";
    private static final String TALK = "com.docker.network.bridge.enable_icc";
    private static final String MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade";
    private static final String PUBLISH_ADDRESS = "com.docker.network.bridge.host_binding_ipv4";

    /** What IPv4 and IPv6 ask of every link (RFC 791, RFC 8200); the kernel takes IPv6 away from one with less. */
    private static final int LEAST_MTU = 68;

    private static final int LEAST_MTU_V6 = 1280;
    private static final int MOST_MTU = 65535;

    /** Those that Go's ParseBool takes, by which docker reads them. */
    private static final Set<String> YES = Set.of("1", "t", "T", "true", "TRUE", "True");

    private static final Set<String> NO = Set.of("0", "f", "F", "false", "FALSE", "False");

    public DriverOptions {
        given = Ordered.copyOf(given);
    }

    public OptionalInt mtu() {
        Optional<String> text = text(MTU).or(() -> text(SHORT_MTU));
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.get()));
    }

    /** Whether its containers reach each other. */
    public boolean talk() {
        return !NO.contains(given.getOrDefault(TALK, ""));
    }

    /** Whether what leaves the network has this machine's address. */
    public boolean masquerade() {
        return !NO.contains(given.getOrDefault(MASQUERADE, ""));
    }

    /** The address of this machine that ports are published on unless they name one. */
    public Optional<InetAddress> publishAddress() {
        return text(PUBLISH_ADDRESS).flatMap(IpText::parse);
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(given.get(name));
    }

    private static List<String> known(NetworkDriver driver) {
        return switch (driver) {
            case BRIDGE -> List.of(BRIDGE_NAME, TALK, PUBLISH_ADDRESS, MASQUERADE, MTU, SHORT_MTU);
            case MACVLAN -> List.of(PARENT, MACVLAN_MODE, MTU, SHORT_MTU);
            case IPVLAN -> List.of(PARENT, IPVLAN_MODE, MTU, SHORT_MTU);
        };
    }

    /** Why they can't be. @param v6 whether the network has IPv6 */
    List<String> problems(NetworkDriver driver, boolean v6) {
        List<String> problems = new ArrayList<>();
        List<String> known = known(driver);
        given.keySet().stream().filter(name -> !known.contains(name)).forEach(name -> problems.add(unknown(name, driver, known)));
        int least = v6 ? LEAST_MTU_V6 : LEAST_MTU;
        for (String name : List.of(MTU, SHORT_MTU)) {
            text(name).filter(text -> !isWithin(text, least)).ifPresent(text -> problems.add(
                    "option " + name + ": '" + text + "' is no number of bytes from " + least + " to " + MOST_MTU));
        }
        for (String name : List.of(TALK, MASQUERADE)) {
            text(name).filter(text -> !YES.contains(text) && !NO.contains(text)).ifPresent(text -> problems.add(
                    "option " + name + ": '" + text + "' is neither true nor false"));
        }
        text(PUBLISH_ADDRESS).filter(text -> IpText.parse(text).filter(address -> address.getAddress().length == 4).isEmpty())
                .ifPresent(text -> problems.add("option " + PUBLISH_ADDRESS + ": '" + text + "' is no IPv4 address"));
        return problems;
    }

    private static boolean isWithin(String text, int least) {
        try {
            int bytes = Integer.parseInt(text);
            return bytes >= least && bytes <= MOST_MTU;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Of docker's long names people remember the end. */
    private static String unknown(String name, NetworkDriver driver, List<String> known) {
        Stream<String> sameEnd = known.stream().filter(option -> option.endsWith("." + name));
        String near = sameEnd.findFirst().or(() -> NearestWord.to(name, known))
                .map(option -> "did you mean '" + option + "'?")
                .orElse("it has " + String.join(", ", known));
        return "option: driver " + driver.word() + " has none '" + name + "'; " + near;
    }
}
