package dev.groovebox.sandbox.spec;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The addresses of a network.
 *
 * @param gateway the host's own; the first of the subnet when absent
 * @param pool what the engine chooses from; the whole subnet when absent
 */
public record AddressRange(Subnet subnet, Optional<InetAddress> gateway, Optional<Subnet> pool) {
    public static AddressRange of(Subnet subnet) {
        return new AddressRange(subnet, Optional.empty(), Optional.empty());
    }

    public InetAddress gatewayAddress() {
        return gateway.orElseGet(() -> subnet.at(1));
    }
}
