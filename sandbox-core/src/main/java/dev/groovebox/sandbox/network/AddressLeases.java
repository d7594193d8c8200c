package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.spec.AddressRange;
import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.Subnet;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives containers addresses of a network. Its callers hold the network's lock. */
final class AddressLeases {
    private final Network network;
    private final Leases leases;

    AddressLeases(EnginePaths paths, FileCalls calls, Network network) {
        this.network = network;
        this.leases = new Leases(paths, calls, paths.leases(network.name()));
    }

    /** One of each range; those asked for, else the first that is free. Nothing stays taken when it fails. */
    List<InetAddress> take(String container, List<InetAddress> wanted) throws IOException {
        requireInside(wanted);
        List<InetAddress> given = new ArrayList<>();
        try {
            for (AddressRange range : network.ranges()) {
                Optional<InetAddress> asked = wanted.stream().filter(range.subnet()::contains).findFirst();
                given.add(asked.isPresent() ? takeThis(container, range, asked.get()) : takeAny(container, range));
            }
            return given;
        } catch (IOException | RuntimeException failure) {
            giveBack(container, given);
            throw failure;
        }
    }

    private void requireInside(List<InetAddress> wanted) {
        for (InetAddress address : wanted) {
            if (network.ranges().stream().noneMatch(range -> range.subnet().contains(address))) {
                throw refused(IpText.of(address) + " is not in " + subnets(), "choose one of its addresses");
            }
        }
    }

    private String subnets() {
        return String.join(" or ", network.ranges().stream().map(range -> range.subnet().toString()).toList());
    }

    private InetAddress takeThis(String container, AddressRange range, InetAddress address) throws IOException {
        if (range.subnet().isReserved(address) || range.gatewayAddress().equals(address)) {
            throw refused(IpText.of(address) + " is the network's own", "choose another");
        }
        Optional<String> holder = leases.take(IpText.of(address), container);
        if (holder.isPresent()) {
            throw refused(
                    IpText.of(address) + " is container " + holder.get().substring(0, 12) + "'s", "choose another");
        }
        return address;
    }

    private InetAddress takeAny(String container, AddressRange range) throws IOException {
        Map<String, String> taken = leases.all();
        InetAddress free = firstFree(range, taken, container).orElse(null);
        if (free == null) {
            free = firstFree(range, leases.alive(), container).orElseThrow(() -> refused(
                    "all addresses of " + range.pool().orElse(range.subnet()) + " are in use", "end a container of it, or make a larger network"));
        }
        if (leases.take(IpText.of(free), container).isPresent()) {
            throw new IllegalStateException("an address was taken although its network is locked");
        }
        return free;
    }

    /** The container's own is free for it: a command that was killed had taken it, and did not come to use it. */
    private static Optional<InetAddress> firstFree(AddressRange range, Map<String, String> taken, String container) {
        Subnet pool = range.pool().orElse(range.subnet());
        for (long offset = 0; offset < pool.size() && offset <= taken.size() + 3L; offset++) {
            InetAddress address = pool.at(offset);
            boolean own = range.subnet().isReserved(address) || range.gatewayAddress().equals(address);
            if (!own && taken.getOrDefault(IpText.of(address), container).equals(container)) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }

    void giveBack(String container, List<InetAddress> addresses) throws IOException {
        for (InetAddress address : addresses) {
            leases.giveBack(IpText.of(address), container);
        }
    }

    /** The ids of the containers on the network that live. */
    List<String> containers() throws IOException {
        return leases.alive().values().stream().distinct().toList();
    }

    private EngineException refused(String why, String remedy) {
        return new EngineException(FailureKind.CONFLICT, "cannot attach to network", network.name(), why, remedy);
    }
}
