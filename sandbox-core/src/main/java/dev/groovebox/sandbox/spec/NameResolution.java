package dev.groovebox.sandbox.spec;

import java.util.List;

/**
 * What goes into a container's /etc/hosts and /etc/resolv.conf beside the usual.
 *
 * @param hosts "name:address", in order
 * @param servers replace the host's when there are any
 * @param searches replace the host's when there are any
 * @param options replace the host's when there are any
 */
public record NameResolution(List<String> hosts, List<String> servers, List<String> searches, List<String> options) {
    public static final NameResolution DEFAULT = new NameResolution(List.of(), List.of(), List.of(), List.of());

    public NameResolution {
        hosts = List.copyOf(hosts);
        servers = List.copyOf(servers);
        searches = List.copyOf(searches);
        options = List.copyOf(options);
    }
}
