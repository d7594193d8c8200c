package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.spec.AddressRange;
import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.PortMapping;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the engine asks of the packet filter, as the text of one transaction for {@code nft -f -}: its table as a
 * whole, in the place of the one before. Pure.
 *
 * @param table its name
 * @param bridges the networks whose bridges are there
 * @param containers by id, those that publish ports: their networks and ports
 * @param opened interfaces on which the engine has switched forwarding on
 */
record FirewallRules(String table, List<Network> bridges, Map<String, ContainerNetwork> containers, List<String> opened) {
    FirewallRules {
        bridges = List.copyOf(bridges);
        containers = Map.copyOf(containers);
        opened = List.copyOf(opened);
    }

    /** Names of other engines' bridges too: two engines of one machine keep their containers apart as well. */
    private static final String ANY_BRIDGE = "\"gbx-*\"";

    private static final String DEFAULT_BRIDGE = "\"groovebox0\"";

    /** By which Windows and its WSL share 127.0.0.0/8, in mirrored mode. */
    static final String WINDOWS_LOOPBACK = "loopback0";

    /** The kernel passes nothing on that was sent to ::1: without a rule it is refused at once, and clients go on to 127.0.0.1. */
    private static final String NOT_LOOPBACK_V6 = "ip6 daddr != ::1";

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("table inet " + table + " {}"); // so that there is one to delete
        lines.add("delete table inet " + table);
        lines.add("table inet " + table + " {");
        chain(lines, "guard", "type filter hook prerouting priority raw; policy accept;", guard());
        chain(lines, "forward", "type filter hook forward priority filter; policy accept;", forward());
        chain(lines, "ports", "", published().stream().map(FirewallRules::rule).toList());
        chain(lines, "prerouting", "type nat hook prerouting priority dstnat; policy accept;", toPorts());
        chain(lines, "output", "type nat hook output priority -100; policy accept;", toPorts());
        chain(lines, "postrouting", "type nat hook postrouting priority srcnat; policy accept;", postrouting());
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    private static void chain(List<String> lines, String name, String hook, List<String> rules) {
        lines.add("  chain " + name + " {");
        if (!hook.isEmpty()) {
            lines.add("    " + hook);
        }
        rules.forEach(rule -> lines.add("    " + rule));
        lines.add("  }");
    }

    /**
     * The bridges route 127.0.0.0/8, so that a published port answers there too (route_localnet): what a container sends
     * to such an address must not come through (CVE-2020-8558), nor what a neighbour of a card sends to a port that is
     * published there: it would be translated before the kernel finds that it is no address of a card's. It is looked at
     * before addresses are translated back.
     */
    private static List<String> guard() {
        return List.of("iifname != { \"lo\", \"" + WINDOWS_LOOPBACK + "\" } ip daddr 127.0.0.0/8 drop");
    }

    private static List<String> toPorts() {
        return List.of("fib daddr type local jump ports");
    }

    private List<String> forward() {
        List<String> rules = new ArrayList<>(List.of("ct state established,related accept", "ct status dnat accept"));
        for (Network bridge : bridges) {
            String device = "\"" + bridge.device() + "\"";
            rules.add("iifname " + device + " oifname " + device + (bridge.told().talk() ? " accept" : " drop"));
            rules.add("iifname " + device + " oifname " + ANY_BRIDGE + " drop");
            rules.add("iifname " + device + " oifname " + DEFAULT_BRIDGE + " drop");
            if (bridge.internal()) {
                rules.add("iifname " + device + " drop");
            }
            rules.add("oifname " + device + " drop");
        }
        bridges.forEach(bridge -> rules.add("iifname \"" + bridge.device() + "\" accept"));
        // This machine was no router before, and is none for others now.
        for (String device : opened) {
            rules.add(device.equals(Forwarding.ALL_IPV6)
                    ? "meta nfproto ipv6 iifname != " + ANY_BRIDGE + " oifname != " + ANY_BRIDGE + " drop"
                    : "iifname \"" + device + "\" oifname != " + ANY_BRIDGE + " drop");
        }
        return rules;
    }

    private List<String> postrouting() {
        List<String> rules = new ArrayList<>();
        for (Network bridge : bridges) {
            String device = "\"" + bridge.device() + "\"";
            for (AddressRange range : bridge.ranges()) {
                String from = (range.subnet().v4() ? "ip" : "ip6") + " saddr " + range.subnet();
                if (!bridge.internal() && bridge.told().masquerade()) {
                    rules.add(from + " oifname != " + device + " masquerade");
                }
                // A container that asks for its own network's published port must hear the answer from where it asked.
                rules.add(from + " oifname " + device + " ct status dnat masquerade");
            }
            rules.add("oifname " + device + " ip saddr 127.0.0.0/8 masquerade");
        }
        return rules;
    }

    /**
     * A published port of one family.
     *
     * @param at the one address; absent: all of the family
     * @param to the container's address
     */
    record Published(boolean v4, Optional<InetAddress> at, PortMapping mapping, InetAddress to) {
        /** In the form that both programs know. */
        String target() {
            return (v4 ? IpText.of(to) : "[" + IpText.of(to) + "]") + ":" + mapping.containerPort();
        }
    }

    /** Those of one address before those of all, since the first rule that fits counts. */
    List<Published> published() {
        List<Published> precise = new ArrayList<>();
        List<Published> general = new ArrayList<>();
        containers.keySet().stream().sorted().forEach(container -> {
            ContainerNetwork network = containers.get(container);
            for (PortMapping port : network.ports()) {
                (port.isForOneAddress() ? precise : general).addAll(published(network, port));
            }
        });
        precise.addAll(general);
        return precise;
    }

    private static List<Published> published(ContainerNetwork network, PortMapping port) {
        List<Published> published = new ArrayList<>();
        for (boolean v4 : new boolean[] {true, false}) {
            boolean asked = port.address().map(address -> (address.getAddress().length == 4) == v4).orElse(true);
            Optional<InetAddress> target = network.address(v4);
            if (asked && target.isPresent()) {
                published.add(new Published(v4, port.address().filter(address -> port.isForOneAddress()), port, target.get()));
            }
        }
        return published;
    }

    private static String rule(Published port) {
        String family = port.v4() ? "ip" : "ip6";
        String where = port.at().map(address -> family + " daddr " + IpText.of(address)).orElse(port.v4() ? "meta nfproto ipv4" : NOT_LOOPBACK_V6);
        return where + " " + port.mapping().protocol().word() + " dport " + port.mapping().hostPort().orElseThrow() + " dnat " + family
                + " to " + port.target();
    }
}
