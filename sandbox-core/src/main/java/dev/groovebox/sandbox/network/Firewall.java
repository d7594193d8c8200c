package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.netlink.NetworkCalls;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The engine's own rules in the machine's packet filter, by nft, or by iptables-nft where only that is there. */
final class Firewall {
    private final String table;
    private final List<PacketFilter> filters;

    /** @param mark what the names of this engine's things in the kernel end with */
    Firewall(NetworkCalls kernel, String mark) {
        this.table = mark.isEmpty() ? "groovebox" : "groovebox-" + mark;
        this.filters = List.of(new NftFilter(kernel, table), new IptablesFilter(kernel, table));
    }

    String table() {
        return table;
    }

    private Optional<PacketFilter> chosen() {
        return filters.stream().filter(PacketFilter::isAvailable).findFirst();
    }

    boolean isAvailable() {
        return chosen().isPresent();
    }

    /** Whether our rules are where they would be written now. */
    boolean isThere() throws IOException {
        Optional<PacketFilter> filter = chosen();
        return filter.isPresent() && filter.get().isThere();
    }

    /** Replaces our rules. Those of another program, which was there before this one, go: packets would meet both. */
    void apply(FirewallRules rules) throws IOException {
        PacketFilter filter = chosen().orElseThrow(Firewall::missing);
        filter.apply(rules);
        for (PacketFilter other : filters) {
            if (other != filter) {
                other.remove();
            }
        }
    }

    void remove() throws IOException {
        for (PacketFilter filter : filters) {
            filter.remove();
        }
    }

    private static EngineException missing() {
        return new EngineException(
                FailureKind.ENGINE, "cannot set up the packet filter", "", "there is no nft on this machine, nor iptables-nft-restore",
                "install nftables, or run without published ports (-p)");
    }
}
