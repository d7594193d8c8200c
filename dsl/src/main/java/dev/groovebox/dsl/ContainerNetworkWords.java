package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.ContainerSpecBuilder;
import dev.groovebox.sandbox.spec.ExposedPorts;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.spec.PortText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The words of a container block for its networks, its ports, and how it finds others by name. */
public abstract class ContainerNetworkWords extends ContainerSettings {
    private final List<NetworkSpec> networks = new ArrayList<>();

    ContainerNetworkWords(SandboxScript script) {
        super(script);
    }

    @Word(value = "which network it is on; written again, one more",
            takes = "a network's name, none, host or 'container:NAME'; alias:, ip: and mac:", example = "network 'front', alias: 'db'")
    public void network(String name) {
        network(Map.of(), name);
    }

    public void network(Map<String, ?> options, String name) {
        ifGiven("network", name, given -> {
            try {
                add(NetworkSpec.of(AttachmentWords.read(this, "network", options, given)));
            } catch (IllegalArgumentException e) {
                problem("network", "network '" + given + "' " + e.getMessage());
            }
        });
    }

    public void network(NetworkHandle network) {
        network(network.getName());
    }

    public void network(Map<String, ?> options, NetworkHandle network) {
        network(options, network.getName());
    }

    public void network(NetworkSpec network) {
        ifGiven("network", network, this::add);
    }

    public void network(None none) {
        network(new NetworkSpec.None());
    }

    private void add(NetworkSpec network) {
        networks.add(network);
        Optional<NetworkSpec> alone = networks.stream().filter(each -> each.networks().isEmpty()).findFirst();
        if (alone.isPresent() && networks.size() > 1) {
            problem("network", "network " + alone.get().word() + " goes with no other network");
        } else if (alone.isPresent()) {
            set("network", network, ContainerSpecBuilder::network);
        } else {
            network.networks().forEach(attachment -> set("network", attachment, ContainerSpecBuilder::attach));
        }
    }

    @Word(value = "the name servers it asks, instead of this machine's", takes = "addresses", example = "dns '10.0.0.53', '10.0.1.53'")
    public void dns(Object... addresses) {
        texts("dns", addresses, "addresses", ContainerSpecBuilder::nameServer);
    }

    @Word(value = "the domains in which it looks up short names", takes = "names of domains", example = "dnsSearch 'example.org'")
    public void dnsSearch(Object... domains) {
        texts("dnsSearch", domains, "names of domains", ContainerSpecBuilder::searchDomain);
    }

    @Word(value = "how it looks names up", takes = "options of resolv.conf", example = "dnsOption 'ndots:2', 'rotate'")
    public void dnsOption(Object... options) {
        texts("dnsOption", options, "options of resolv.conf", ContainerSpecBuilder::resolverOption);
    }

    @Word(value = "lines of its /etc/hosts; 'host-gateway' is this machine", takes = "names and addresses",
            example = "addHost db: '10.0.0.5', outside: 'host-gateway'")
    public void addHost(Map<String, ?> addresses) {
        pairs("addHost", addresses, (spec, name, address) -> spec.addHost(name + ":" + address));
    }

    @Word(value = "ports of this machine that lead to its own", takes = "host and container ports: publish 8080: 80, or '127.0.0.1:53:53/udp'",
            example = "publish 8080: 80")
    public void publish(Map<?, ?> ports) {
        ports.forEach((host, port) -> publish(host + ":" + port));
    }

    public void publish(String port) {
        try {
            PortText.parse(port).forEach(mapping -> set("publish", mapping, ContainerSpecBuilder::publish));
        } catch (IllegalArgumentException e) {
            problem("publish", "publish '" + port + "': " + e.getMessage());
        }
    }

    @Word(value = "ports that it listens on, beside those that its image says", takes = "ports such as 80, '53/udp' or '8000-8010'",
            example = "expose 80, '53/udp'")
    public void expose(Object... ports) {
        for (Object port : ports) {
            try {
                ExposedPorts.parse(String.valueOf(port));
                set("expose", String.valueOf(port), ContainerSpecBuilder::expose);
            } catch (IllegalArgumentException e) {
                problem("expose", "expose '" + port + "': " + e.getMessage());
            }
        }
    }

    @Word(value = "publishes every port that is exposed, each on a free one", takes = "()", example = "publishAll()")
    public void publishAll() {
        set("publishAll", true, ContainerSpecBuilder::publishAll);
    }
}
