package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.PortMapping;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The ports of the host that lead to containers. Its callers hold the ports' lock. */
final class PortLeases {
    /** Where the engine chooses from: the kernel's usual range for clients (ip_local_port_range). */
    private static final int FIRST_CHOICE = 32768;

    private static final int LAST_CHOICE = 60999;

    private static final String ALL = "all";

    private final Leases leases;
    private final HostPorts host;

    PortLeases(EnginePaths paths, FileCalls calls) {
        this.leases = new Leases(paths, calls, paths.portLeases());
        this.host = new HostPorts();
    }

    /**
     * Takes the ports; those without one of the host get a free one. Nothing stays taken when it fails.
     *
     * @param nameOf a container's name by its id, for the error
     */
    List<PortMapping> take(String container, List<PortMapping> wanted, Function<String, String> nameOf) throws IOException {
        leases.giveBackAll(container); // of a start that was killed before it wrote down what it had
        List<PortMapping> taken = new ArrayList<>();
        try {
            for (PortMapping port : wanted) {
                taken.add(port.isForOnePort() ? takeThis(container, port, nameOf) : takeAny(container, port));
            }
            return taken;
        } catch (IOException | RuntimeException failure) {
            giveBack(container, taken);
            throw failure;
        }
    }

    private PortMapping takeThis(String container, PortMapping port, Function<String, String> nameOf) throws IOException {
        Optional<String> user = user(port, leases.alive()).map(id -> "container '" + nameOf.apply(id) + "'");
        if (user.isEmpty()) {
            user = host.listener(port);
        }
        if (user.isPresent()) {
            throw new EngineException(
                    FailureKind.CONFLICT, "cannot publish port", port.toString(), user.get() + " uses it already",
                    "choose another, or end that first");
        }
        leases.take(name(port), container);
        return port;
    }

    private PortMapping takeAny(String container, PortMapping port) throws IOException {
        Map<String, String> alive = leases.alive();
        int last = port.lastHostPort().orElse(LAST_CHOICE);
        for (int number = port.hostPort().orElse(FIRST_CHOICE); number <= last; number++) {
            PortMapping choice = port.by(number);
            if (user(choice, alive).isEmpty() && host.listener(choice).isEmpty()) {
                leases.take(name(choice), container);
                return choice;
            }
        }
        throw new EngineException(
                FailureKind.CONFLICT, "cannot publish port", port.toString(),
                port.lastHostPort().isPresent() ? "none of the range is free" : "no port of this machine is free", "name another");
    }

    private static Optional<String> user(PortMapping port, Map<String, String> taken) {
        return taken.entrySet().stream()
                .filter(lease -> clashes(port, lease.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** One that is for all addresses, and one for a single one, want the same packets. */
    private static boolean clashes(PortMapping port, String lease) {
        String[] parts = lease.split("@");
        return parts.length == 3
                && parts[0].equals(port.protocol().word())
                && parts[2].equals(Integer.toString(port.hostPort().orElseThrow()))
                && wantTheSame(port, parts[1]);
    }

    private static boolean wantTheSame(PortMapping port, String other) {
        if (other.equals(ALL) || port.address().isEmpty()) {
            return true;
        }
        InetAddress address = IpText.parse(other).orElseThrow(() -> new IllegalStateException("a lease of '" + other + "'"));
        boolean oneKind = address.getAddress().length == port.address().get().getAddress().length;
        return oneKind && (address.isAnyLocalAddress() || port.takes(address));
    }

    private static String name(PortMapping port) {
        return port.protocol().word() + "@" + addressOf(port) + "@" + port.hostPort().orElseThrow();
    }

    private static String addressOf(PortMapping port) {
        return port.address().map((InetAddress address) -> IpText.of(address)).orElse(ALL);
    }

    void giveBack(String container, List<PortMapping> ports) throws IOException {
        for (PortMapping port : ports) {
            leases.giveBack(name(port), container);
        }
    }

    /** The ids of the containers that live and have published ports. */
    List<String> containers() throws IOException {
        return leases.alive().values().stream().distinct().toList();
    }
}
