package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.spec.AddressRange;
import dev.groovebox.sandbox.spec.IpText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The same rules as {@link FirewallRules}, of one family, as the input of {@code iptables-nft-restore --noflush}. Pure.
 *
 * <p>What an own table of nftables accepts, other tables judge still; here it is returned to the machine's chain, whose
 * other rules do the same.
 */
record IptablesRules(FirewallRules rules, boolean v4) {
    private static final String ANY_BRIDGE = "gbx-+";
    private static final String DEFAULT_BRIDGE = "groovebox0";
    private static final String TO_THIS_MACHINE = "-m addrtype --dst-type LOCAL ";
    private static final String TRANSLATED = " -m conntrack --ctstate DNAT";

    /**
     * Where packets come to a chain of ours.
     *
     * @param from a chain that the machine has anyway
     * @param word what our chain's name ends with
     */
    record Entrance(String table, String from, String match, String word) {
        String chain(String name) {
            return name + "-" + word;
        }

        private String jump(String verb, String name) {
            return verb + " " + from + " " + match + "-j " + chain(name);
        }
    }

    static final List<Entrance> ENTRANCES = List.of(
            new Entrance("raw", "PREROUTING", "", "guard"),
            new Entrance("filter", "FORWARD", "", "forward"),
            new Entrance("nat", "PREROUTING", TO_THIS_MACHINE, "ports"),
            new Entrance("nat", "OUTPUT", TO_THIS_MACHINE, "ports"),
            new Entrance("nat", "POSTROUTING", "", "nat"));

    private static final List<String> TABLES = List.of("raw", "filter", "nat");

    /** @param entered the entrances that are there already; a second jump would count twice */
    String text(Set<Entrance> entered) {
        List<String> lines = new ArrayList<>();
        for (String table : TABLES) {
            lines.add("*" + table);
            lines.addAll(declarations(rules.table(), table));
            entrances(table).filter(entrance -> !entered.contains(entrance)).map(entrance -> entrance.jump("-I", rules.table())).forEach(lines::add);
            lines.addAll(content(table));
            lines.add("COMMIT");
        }
        return String.join("\n", lines) + "\n";
    }

    static String removal(String name, Set<Entrance> entered) {
        List<String> lines = new ArrayList<>();
        for (String table : TABLES) {
            lines.add("*" + table);
            lines.addAll(declarations(name, table));
            entrances(table).filter(entered::contains).map(entrance -> entrance.jump("-D", name)).forEach(lines::add);
            chains(name, table).forEach(chain -> lines.add("-X " + chain));
            lines.add("COMMIT");
        }
        return String.join("\n", lines) + "\n";
    }

    /** Makes a chain that is not there, and empties one that is. */
    private static List<String> declarations(String name, String table) {
        return chains(name, table).map(chain -> ":" + chain + " - [0:0]").toList();
    }

    private static Stream<Entrance> entrances(String table) {
        return ENTRANCES.stream().filter(entrance -> entrance.table().equals(table));
    }

    private static Stream<String> chains(String name, String table) {
        return entrances(table).map(entrance -> entrance.chain(name)).distinct();
    }

    private List<String> content(String table) {
        return switch (table) {
            case "raw" -> guard();
            case "filter" -> forward();
            default -> Stream.concat(ports().stream(), masquerading().stream()).toList();
        };
    }

    private String add(String word, String rule) {
        return "-A " + rules.table() + "-" + word + " " + rule;
    }

    private List<String> guard() {
        return v4
                ? List.of(add("guard", "-i " + FirewallRules.WINDOWS_LOOPBACK + " -j RETURN"), add("guard", "! -i lo -d 127.0.0.0/8 -j DROP"))
                : List.of();
    }

    private List<String> forward() {
        List<String> lines = new ArrayList<>();
        lines.add("-m conntrack --ctstate RELATED,ESTABLISHED -j RETURN");
        lines.add(TRANSLATED.strip() + " -j RETURN");
        for (Network bridge : rules.bridges()) {
            String in = "-i " + bridge.device();
            lines.add(in + " -o " + bridge.device() + (bridge.told().talk() ? " -j RETURN" : " -j DROP"));
            lines.add(in + " -o " + ANY_BRIDGE + " -j DROP");
            lines.add(in + " -o " + DEFAULT_BRIDGE + " -j DROP");
            if (bridge.internal()) {
                lines.add(in + " -j DROP");
            }
            lines.add("-o " + bridge.device() + " -j DROP");
        }
        rules.bridges().forEach(bridge -> lines.add("-i " + bridge.device() + " -j RETURN"));
        for (String device : rules.opened()) {
            if (!device.equals(Forwarding.ALL_IPV6)) {
                lines.add("-i " + device + " ! -o " + ANY_BRIDGE + " -j DROP");
            } else if (!v4) {
                lines.add("! -i " + ANY_BRIDGE + " ! -o " + ANY_BRIDGE + " -j DROP");
            }
        }
        return lines.stream().map(line -> add("forward", line)).toList();
    }

    private List<String> masquerading() {
        List<String> lines = new ArrayList<>();
        for (Network bridge : rules.bridges()) {
            for (AddressRange range : bridge.ranges()) {
                if (range.subnet().v4() == v4) {
                    if (!bridge.internal() && bridge.told().masquerade()) {
                        lines.add("-s " + range.subnet() + " ! -o " + bridge.device() + " -j MASQUERADE");
                    }
                    lines.add("-s " + range.subnet() + " -o " + bridge.device() + TRANSLATED + " -j MASQUERADE");
                }
            }
            if (v4) {
                lines.add("-s 127.0.0.0/8 -o " + bridge.device() + " -j MASQUERADE");
            }
        }
        return lines.stream().map(line -> add("nat", line)).toList();
    }

    private List<String> ports() {
        return rules.published().stream()
                .filter(port -> port.v4() == v4)
                .map(port -> add("ports", destination(port) + "-p " + port.mapping().protocol().word() + " -m " + port.mapping().protocol().word()
                        + " --dport " + port.mapping().hostPort().orElseThrow() + " -j DNAT --to-destination " + port.target()))
                .toList();
    }

    private String destination(FirewallRules.Published port) {
        return port.at().map(address -> "-d " + IpText.of(address) + " ").orElse(v4 ? "" : "! -d ::1 ");
    }
}
