package dev.groovebox.sandbox.operation;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A network as it is now.
 *
 * @param device the bridge, or the card it stands on; empty for none and host
 * @param containers those that run, by their interfaces on it
 */
public record NetworkSummary(
        String id,
        String name,
        String driver,
        List<Range> ranges,
        boolean internal,
        Map<String, String> options,
        Map<String, String> labels,
        Instant created,
        String device,
        List<Member> containers) {
    public NetworkSummary {
        ranges = List.copyOf(ranges);
        containers = List.copyOf(containers);
    }

    /** @param pool what addresses are chosen from; empty: all of the subnet */
    public record Range(String subnet, String gateway, String pool) {}

    /** @param addresses each with its prefix length: 10.90.1.2/24 */
    public record Member(String id, String name, List<String> addresses, String mac) {
        public Member {
            addresses = List.copyOf(addresses);
        }
    }

    public boolean hasIpv6() {
        return ranges.stream().anyMatch(range -> range.subnet().contains(":"));
    }
}
