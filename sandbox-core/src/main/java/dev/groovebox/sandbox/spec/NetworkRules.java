package dev.groovebox.sandbox.spec;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What makes a container's networks and ports impossible, whatever machine it is on. */
final class NetworkRules {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");
    private static final int MULTICAST_BIT = 1;

    private NetworkRules() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static void addProblems(ContainerSpec spec, List<String> problems) {
        Set<String> seen = new HashSet<>();
        for (NetworkSpec.Attachment network : spec.network().networks()) {
            if (!isName(network.network())) {
                problems.add("network: '" + network.network() + "' is not letters, digits, '_', '.', '-'");
            } else if (!seen.add(network.network())) {
                problems.add("network: '" + network.network() + "' is given twice");
            }
            network.aliases().stream().filter(alias -> !isName(alias)).forEach(alias ->
                    problems.add("network: the alias '" + alias + "' is not letters, digits, '_', '.', '-'"));
            network.mac().filter(mac -> !isStationAddress(mac)).ifPresent(mac ->
                    problems.add("network: '" + mac + "' is no hardware address of one station, such as 02:42:0a:01:02:03"));
        }
        addPortProblems(spec, problems);
    }

    /** Six bytes; a group's address is no station's. */
    private static boolean isStationAddress(String mac) {
        return MAC.matcher(mac).matches() && (Integer.parseInt(mac.substring(0, 2), 16) & MULTICAST_BIT) == 0;
    }

    private static void addPortProblems(ContainerSpec spec, List<String> problems) {
        Set<String> taken = new HashSet<>();
        for (PortMapping port : spec.ports().mappings()) {
            if (isOutside(port.containerPort()) || port.hostPort().isPresent() && isOutside(port.hostPort().getAsInt())) {
                problems.add("publish: '" + port + "' is not within 1 to 65535");
            } else if (port.isForOnePort()
                    && !taken.add(port.address() + " " + port.hostPort() + port.protocol())) {
                problems.add("publish: '" + port + "' takes a port of this machine twice");
            }
        }
        if (!spec.ports().isEmpty() && spec.network() instanceof NetworkSpec.OfContainer) {
            problems.add("publish: a container in another's network has no ports of its own; publish them there");
        }
    }

    private static boolean isOutside(int port) {
        return port < 1 || port > PortMapping.MOST;
    }
}
