package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.netlink.Link;
import dev.groovebox.sandbox.linux.netlink.Links;
import dev.groovebox.sandbox.linux.netlink.Route;
import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.Subnet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses subnets that nobody uses: no route of this machine, and none of the engine's other networks. */
final class AddressPools {
    /** A default route in two halves, as VPNs make it, takes nothing. */
    private static final int SHORTEST_TAKEN = 2;

    private static final int ULA = 64;

    /** @param name what takes the subnet, for the error */
    record Taken(Subnet subnet, String name) {}

    private final List<Taken> taken;

    AddressPools(List<Taken> taken) {
        this.taken = List.copyOf(taken);
    }

    /** What the machine's routes take. */
    static List<Taken> routes(Links links) throws IOException {
        List<Taken> taken = new ArrayList<>();
        List<Link> devices = links.list();
        for (boolean v4 : new boolean[] {true, false}) {
            for (Route route : links.routes(v4)) {
                if (route.length() >= SHORTEST_TAKEN && !isLinkLocal(route)) {
                    Subnet subnet = Subnet.of(IpText.ofBytes(route.destination()), route.length());
                    taken.add(new Taken(subnet, "the route to " + subnet + device(route, devices)));
                }
            }
        }
        return taken;
    }

    private static boolean isLinkLocal(Route route) {
        return IpText.ofBytes(route.destination()).isLinkLocalAddress() || IpText.ofBytes(route.destination()).isMulticastAddress();
    }

    private static String device(Route route, List<Link> devices) {
        return route.link().stream()
                .boxed()
                .flatMap(index -> devices.stream().filter(link -> link.index() == index))
                .map(link -> " by " + link.name())
                .findFirst()
                .orElse("");
    }

    /** Docker's pools, in its order. */
    Subnet chooseV4(String network) {
        for (int second = 17; second <= 31; second++) {
            Subnet subnet = Subnet.parse("172." + second + ".0.0/16").orElseThrow();
            if (clash(subnet).isEmpty()) {
                return subnet;
            }
        }
        for (int third = 0; third < 256; third += 16) {
            Subnet subnet = Subnet.parse("192.168." + third + ".0/20").orElseThrow();
            if (clash(subnet).isEmpty()) {
                return subnet;
            }
        }
        throw new EngineException(
                FailureKind.CONFLICT,
                "cannot create network",
                network,
                "no subnet of 172.17.0.0/12 and 192.168.0.0/16 is free: "
                        + clash(Subnet.parse("172.31.0.0/16").orElseThrow()).map(Taken::name).orElse("") + " is in the way, among others",
                "give it one with --subnet");
    }

    /** A unique local one (RFC 4193), its 40 bits chosen at random. */
    Subnet chooseV6() {
        while (true) {
            byte[] bytes = new byte[16];
            ThreadLocalRandom.current().nextBytes(bytes);
            bytes[0] = (byte) 0xfd;
            Subnet subnet = Subnet.of(IpText.ofBytes(bytes), 48);
            Subnet chosen = new Subnet(subnet.base(), ULA);
            if (clash(chosen).isEmpty()) {
                return chosen;
            }
        }
    }

    /** @throws EngineException CONFLICT naming what has it */
    void requireFree(Subnet subnet, String network) {
        clash(subnet).ifPresent(other -> {
            throw new EngineException(
                    FailureKind.CONFLICT,
                    "cannot create network",
                    network,
                    "its subnet " + subnet + " overlaps " + other.name(),
                    "choose another with --subnet, or leave the choice to the engine");
        });
    }

    private Optional<Taken> clash(Subnet subnet) {
        return taken.stream().filter(other -> other.subnet().overlaps(subnet)).findFirst();
    }
}
