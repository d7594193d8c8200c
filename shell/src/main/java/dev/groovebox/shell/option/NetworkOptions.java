package dev.groovebox.shell.option;

import dev.groovebox.sandbox.spec.ContainerSpecBuilder;
import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.spec.NetworkSpec.Attachment;
import dev.groovebox.sandbox.spec.PortText;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options of a container's networks, names and ports. */
public final class NetworkOptions {
    private NetworkOptions() {}

    static void addTo(Grammar grammar) {
        grammar.value("--network --net", "NETWORK", "Network by name, none, host or container:NAME; again for more (default: bridge)")
                .value("--network-alias", "NAME", "One more name on its network")
                .value("--ip", "ADDRESS", "IPv4 address on its network")
                .value("--ip6", "ADDRESS", "IPv6 address on its network")
                .value("--mac-address", "ADDRESS", "Hardware address on its network")
                .value("-p --publish", "[IP:][PORT:]PORT[/udp]", "Publish a port, or a range, on this machine")
                .value("--expose", "PORT[/udp]", "A port, or a range, that it listens on beside those of the image")
                .flag("-P --publish-all", "Publish every exposed port on a free one of this machine")
                .value("--add-host", "NAME:ADDRESS", "A line of /etc/hosts; host-gateway is this machine")
                .value("--dns", "ADDRESS", "Name server")
                .value("--dns-search", "DOMAIN", "Domain in which short names are looked up")
                .value("--dns-option --dns-opt", "OPTION", "Option of resolv.conf");
    }

    static void read(Arguments arguments, ContainerSpecBuilder spec) {
        List<String> networks = arguments.list("--network");
        List<InetAddress> addresses = new ArrayList<>();
        arguments.value("--ip").ifPresent(text -> addresses.add(address("--ip", text)));
        arguments.value("--ip6").ifPresent(text -> addresses.add(address("--ip6", text)));
        Attachment extra = new Attachment("", arguments.list("--network-alias"), addresses, arguments.value("--mac-address"));
        if (!networks.isEmpty() || extra.asksForMore()) {
            spec.network(network(networks.isEmpty() ? List.of(NetworkSpec.DEFAULT_NAME) : networks, extra));
        }
        arguments.list("-p").forEach(text -> publish(text, spec));
        arguments.list("--expose").forEach(text -> expose(text, spec));
        spec.publishAll(arguments.flag("-P"));
        arguments.list("--add-host").forEach(spec::addHost);
        arguments.list("--dns").forEach(spec::nameServer);
        arguments.list("--dns-search").forEach(spec::searchDomain);
        arguments.list("--dns-option").forEach(spec::resolverOption);
    }

    private static void publish(String text, ContainerSpecBuilder spec) {
        try {
            PortText.parse(text).forEach(spec::publish);
        } catch (IllegalArgumentException e) {
            throw new UsageException("-p '" + text + "': " + e.getMessage());
        }
    }

    private static void expose(String text, ContainerSpecBuilder spec) {
        try {
            spec.expose(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--expose '" + text + "': " + e.getMessage());
        }
    }

    /** @param extra what further options say of the first network */
    private static NetworkSpec network(List<String> words, Attachment extra) {
        List<Attachment> attachments = new ArrayList<>();
        for (String word : words) {
            NetworkSpec one = word.contains("=") ? longForm(word) : NetworkSpec.parse(word);
            if (one.networks().isEmpty()) {
                if (words.size() > 1) {
                    throw new UsageException("--network " + word + " goes with no other network");
                }
                if (extra.asksForMore()) {
                    throw new UsageException("--network " + word + " takes no address and no alias");
                }
                return one;
            }
            attachments.addAll(one.networks());
        }
        Attachment first = attachments.get(0);
        attachments.set(0, new Attachment(
                first.network(),
                joined(first.aliases(), extra.aliases()),
                joined(first.addresses(), extra.addresses()),
                first.mac().or(extra::mac)));
        return new NetworkSpec.Attached(attachments);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static NetworkSpec longForm(String text) {
        try {
            return NetworkSpec.of(attachment(text));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--network '" + text + "' " + e.getMessage());
        }
    }

    /** Docker's long form: name=front,alias=db,ip=10.90.1.5,mac-address=... */
    private static Attachment attachment(String text) {
        String name = "";
        List<String> aliases = new ArrayList<>();
        List<InetAddress> addresses = new ArrayList<>();
        Optional<String> mac = Optional.empty();
        for (String field : text.split(",")) {
            int equals = field.indexOf('=');
            String value = field.substring(equals + 1);
            switch (equals < 0 ? "" : field.substring(0, equals)) {
                case "name" -> name = value;
                case "alias" -> aliases.add(value);
                case "ip", "ip6" -> addresses.add(address("--network ip", value));
                case "mac-address" -> mac = Optional.of(value);
                default -> throw new UsageException("--network '" + text + "' has an unknown field '" + field
                        + "'; there are name, alias, ip, ip6, mac-address");
            }
        }
        return new Attachment(name, aliases, addresses, mac);
    }

    public static InetAddress address(String option, String text) {
        return IpText.parse(text).orElseThrow(() -> new UsageException(option + " '" + text + "' is no address"));
    }
}
