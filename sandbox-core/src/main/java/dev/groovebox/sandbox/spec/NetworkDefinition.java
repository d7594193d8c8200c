package dev.groovebox.sandbox.spec;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network that the user asks for.
 *
 * @param ranges at most one of each kind of address; the engine chooses an IPv4 one when there is none
 * @param ipv6 it has IPv6 too; the engine chooses a range of private addresses when none is given
 * @param internal its containers reach each other and this machine, and nothing else
 * @param options docker's -o, as {@link DriverOptions} reads them
 */
public record NetworkDefinition(
        String name,
        NetworkDriver driver,
        List<AddressRange> ranges,
        boolean ipv6,
        boolean internal,
        Map<String, String> options,
        Map<String, String> labels) {
    /** Words that stand for something else where a network is named. */
    private static final Set<String> RESERVED = Set.of("none", "host", "default", "container");
    /** Beyond these a subnet has no room for the gateway and one container. */
    private static final int LONGEST_V4 = 30;

    private static final int LONGEST_V6 = 126;

    public NetworkDefinition {
        ranges = List.copyOf(ranges);
        options = Ordered.copyOf(options);
        labels = Ordered.copyOf(labels);
    }

    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Collects a definition; the CLI and the DSL both use it. */
    public static final class Builder {
        private final String name;
        private NetworkDriver driver = NetworkDriver.BRIDGE;
        private final List<Subnet> subnets = new ArrayList<>();
        private final List<InetAddress> gateways = new ArrayList<>();
        private final List<Subnet> pools = new ArrayList<>();
        private final Map<String, String> options = new LinkedHashMap<>();
        private final Map<String, String> labels = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();
        private boolean ipv6;
        private boolean internal;

        private Builder(String name) {
            this.name = name;
        }

        public Builder driver(String word) {
            NetworkDriver.named(word).ifPresentOrElse(
                    known -> driver = known,
                    () -> problems.add("driver: '" + word + "' is none of bridge, macvlan, ipvlan"));
            return this;
        }

        public Builder subnet(String text) {
            Subnet.parse(text).ifPresentOrElse(subnets::add, () -> problems.add("subnet: '" + text + "' is no subnet"
                    + Subnet.enclosing(text).map(right -> "; the one around it is " + right).orElse(" such as 10.90.1.0/24")));
            return this;
        }

        public Builder gateway(String text) {
            IpText.parse(text).ifPresentOrElse(
                    gateways::add, () -> problems.add("gateway: '" + text + "' is no address"));
            return this;
        }

        /** The part of the subnet that the engine chooses from. */
        public Builder ipRange(String text) {
            Subnet.parse(text).ifPresentOrElse(
                    pools::add, () -> problems.add("ipRange: '" + text + "' is no range such as 10.90.1.128/25"));
            return this;
        }

        public Builder ipv6(boolean value) {
            ipv6 = value;
            return this;
        }

        public Builder internal(boolean value) {
            internal = value;
            return this;
        }

        public Builder option(String key, String value) {
            options.put(key, value);
            return this;
        }

        public Builder label(String key, String value) {
            labels.put(key, value);
            return this;
        }

        /** @throws SpecException naming every problem, when there is any */
        public NetworkDefinition build() {
            if (!NetworkRules.isName(name) || RESERVED.contains(name)) {
                problems.add("name: '" + name + "' " + (RESERVED.contains(name)
                        ? "has a meaning of its own" : "is not letters, digits, '_', '.', '-'"));
            }
            List<AddressRange> ranges = ranges();
            boolean v6 = ipv6 || subnets.stream().anyMatch(subnet -> !subnet.v4());
            problems.addAll(new DriverOptions(options).problems(driver, v6));
            if (!problems.isEmpty()) {
                throw new SpecException("invalid network", name, problems);
            }
            return new NetworkDefinition(name, driver, ranges, v6, internal, options, labels);
        }

        private List<AddressRange> ranges() {
            List<AddressRange> ranges = new ArrayList<>();
            for (Subnet subnet : subnets) {
                if (subnet.length() > (subnet.v4() ? LONGEST_V4 : LONGEST_V6)) {
                    problems.add("subnet: '" + subnet + "' has no room for a container");
                }
                if (ranges.stream().anyMatch(range -> range.subnet().v4() == subnet.v4())) {
                    problems.add("subnet: '" + subnet + "' is the second of its kind; a network has one IPv4 and one IPv6");
                }
                ranges.add(new AddressRange(subnet, inside(gateways, subnet),
                        pools.stream().filter(pool -> subnet.contains(pool.base()) && pool.length() >= subnet.length()).findFirst()));
            }
            gateways.stream().filter(gateway -> subnets.stream().noneMatch(subnet -> fits(subnet, gateway))).forEach(gateway ->
                    problems.add("gateway: '" + IpText.of(gateway) + "' is in none of the subnets"));
            pools.stream().filter(pool -> subnets.stream().noneMatch(subnet -> subnet.contains(pool.base()) && pool.length() >= subnet.length()))
                    .forEach(pool -> problems.add("ipRange: '" + pool + "' is in none of the subnets"));
            return ranges;
        }

        private static Optional<InetAddress> inside(List<InetAddress> addresses, Subnet subnet) {
            return addresses.stream().filter(address -> fits(subnet, address)).findFirst();
        }

        private static boolean fits(Subnet subnet, InetAddress address) {
            return subnet.contains(address) && !subnet.isReserved(address);
        }
    }
}
