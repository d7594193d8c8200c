package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.NetworkOperation.ConnectNetwork;
import dev.groovebox.sandbox.operation.NetworkOperation.CreateNetwork;
import dev.groovebox.sandbox.operation.NetworkOperation.DisconnectNetwork;
import dev.groovebox.sandbox.operation.NetworkOperation.ListNetworks;
import dev.groovebox.sandbox.operation.NetworkOperation.PruneNetworks;
import dev.groovebox.sandbox.operation.NetworkOperation.RemoveNetwork;
import dev.groovebox.sandbox.operation.NetworkOperation.RepairNetworks;
import dev.groovebox.sandbox.operation.NetworkSummary;
import dev.groovebox.sandbox.spec.NetworkDefinition;
import dev.groovebox.sandbox.spec.NetworkSpec.Attachment;
import dev.groovebox.shell.console.Confirmation;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.NetworkOptions;
import dev.groovebox.shell.render.NetworkListing;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.session.Session;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Docker's {@code network} verbs; {@code network inspect} is {@link InspectCommand}'s. */
enum NetworkCommand implements Command {
    CREATE {
        @Override
        public Grammar grammar() {
            return new Grammar("network create", "[OPTIONS] NETWORK", "Create a network")
                    .value("-d --driver", "DRIVER", "bridge (default), macvlan or ipvlan")
                    .value("--subnet", "SUBNET", "Addresses of the network: 10.90.1.0/24; again for IPv6")
                    .value("--gateway", "ADDRESS", "The host's own address on it (default: the first)")
                    .value("--ip-range", "RANGE", "The part of the subnet that addresses are chosen from")
                    .flag("--ipv6", "IPv6 too")
                    .flag("--internal", "Its containers reach nothing outside")
                    .value("-o --opt", "NAME=VALUE", "Option of the driver: parent=eth0, mtu=1400, macvlan_mode=bridge")
                    .value("--label", "NAME[=VALUE]", "Label the network");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            NetworkDefinition.Builder network = NetworkDefinition.builder(arguments.words("NETWORK", 1).get(0));
            arguments.value("-d").ifPresent(network::driver);
            arguments.list("--subnet").forEach(network::subnet);
            arguments.list("--gateway").forEach(network::gateway);
            arguments.list("--ip-range").forEach(network::ipRange);
            arguments.list("-o").forEach(text -> pair(text, network::option));
            arguments.list("--label").forEach(text -> pair(text, network::label));
            network.ipv6(arguments.flag("--ipv6")).internal(arguments.flag("--internal"));
            session.console().print(session.perform(new CreateNetwork(network.build())));
            return 0;
        }
    },
    LS {
        @Override
        public Grammar grammar() {
            return new Grammar("network ls", "[OPTIONS]", "List networks")
                    .value("--format", "FORMAT", "table, json, or a template such as '{{.ID}} {{.Name}}'")
                    .flag("--no-trunc", "Do not shorten ids")
                    .flag("-q --quiet", "Only ids");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            arguments.expectNoWords();
            OutputFormat format = OutputFormat.of(arguments.value("--format"), arguments.flag("-q"));
            List<NetworkSummary> networks = session.perform(new ListNetworks());
            session.console().print(NetworkListing.of(!arguments.flag("--no-trunc")).lines(format, networks));
            return 0;
        }
    },
    RM {
        @Override
        public Grammar grammar() {
            return new Grammar("network rm", "NETWORK [NETWORK...]", "Remove networks that no container uses");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            return session.forEach(arguments.atLeastOneWord("NETWORK"),
                    name -> session.console().print(session.perform(new RemoveNetwork(name))));
        }
    },
    PRUNE {
        @Override
        public Grammar grammar() {
            return new Grammar("network prune", "[OPTIONS]", "Remove all networks that no container uses")
                    .flag("-f --force", "Do not ask");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            arguments.expectNoWords();
            if (!arguments.flag("-f")
                    && !Confirmation.given(session.console(), "This will remove all networks that no container uses.")) {
                return 0;
            }
            List<String> removed = session.perform(new PruneNetworks());
            if (!removed.isEmpty()) {
                session.console().print("Deleted Networks:");
                session.console().print(removed);
            }
            return 0;
        }
    },
    CONNECT {
        @Override
        public Grammar grammar() {
            return new Grammar("network connect", "[OPTIONS] NETWORK CONTAINER", "Put a container on one more network")
                    .value("--alias", "NAME", "One more name of the container on it")
                    .value("--ip", "ADDRESS", "Its IPv4 address")
                    .value("--ip6", "ADDRESS", "Its IPv6 address")
                    .value("--mac-address", "ADDRESS", "Its hardware address");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            List<String> words = arguments.words("NETWORK CONTAINER", 2);
            List<InetAddress> addresses = new ArrayList<>();
            arguments.value("--ip").ifPresent(text -> addresses.add(NetworkOptions.address("--ip", text)));
            arguments.value("--ip6").ifPresent(text -> addresses.add(NetworkOptions.address("--ip6", text)));
            session.perform(new ConnectNetwork(
                    new Attachment(words.get(0), arguments.list("--alias"), addresses, arguments.value("--mac-address")), words.get(1)));
            return 0;
        }
    },
    DISCONNECT {
        @Override
        public Grammar grammar() {
            return new Grammar("network disconnect", "NETWORK CONTAINER", "Take a container off a network");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            List<String> words = arguments.words("NETWORK CONTAINER", 2);
            session.perform(new DisconnectNetwork(words.get(0), words.get(1)));
            return 0;
        }
    },
    REPAIR {
        @Override
        public Grammar grammar() {
            return new Grammar("network repair", "", "Make again what others have taken away: bridges, rules");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            arguments.expectNoWords();
            session.console().print(session.perform(new RepairNetworks()));
            return 0;
        }
    };

    private static void pair(String text, BiConsumer<String, String> use) {
        int equals = text.indexOf('=');
        use.accept(equals < 0 ? text : text.substring(0, equals), equals < 0 ? "" : text.substring(equals + 1));
    }
}
