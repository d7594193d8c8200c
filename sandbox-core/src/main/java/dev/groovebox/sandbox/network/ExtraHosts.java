package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.IpText;
import java.util.List;

/** The lines of {@code --add-host}. */
final class ExtraHosts {
    /** Docker's word for the address by which a container reaches this machine. */
    private static final String HOST = "host-gateway";

    private ExtraHosts() {}

    static List<String> of(ContainerSpec spec, List<Network> networks) {
        return spec.names().hosts().stream().map(text -> line(text, spec, networks)).toList();
    }

    private static String line(String text, ContainerSpec spec, List<Network> networks) {
        int separator = text.indexOf('=') > 0 ? text.indexOf('=') : text.indexOf(':');
        String name = text.substring(0, Math.max(0, separator));
        String address = text.substring(separator + 1);
        if (address.equals(HOST)) {
            return gateway(spec, networks) + "\t" + name;
        }
        String bare = address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
        return IpText.parse(bare).map(ip -> IpText.of(ip) + "\t" + name).orElseThrow(() -> new EngineException(
                FailureKind.INVALID, "cannot add host", text, "'" + address + "' is no address", "write NAME:ADDRESS, or NAME:host-gateway"));
    }

    private static String gateway(ContainerSpec spec, List<Network> networks) {
        if (spec.network().isHost()) {
            return "127.0.0.1";
        }
        return networks.stream()
                .filter(network -> network.driver().isBridge())
                .map(network -> IpText.of(network.ranges().get(0).gatewayAddress()))
                .findFirst()
                .orElseThrow(() -> new EngineException(
                        FailureKind.INVALID, "cannot add host", HOST, "the container is on no bridge, by which it could reach this machine",
                        "give it a network"));
    }
}
