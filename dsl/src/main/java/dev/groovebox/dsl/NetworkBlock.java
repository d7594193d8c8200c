package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.NetworkDefinition;
import java.util.Map;

/** The words inside {@code network('name') { }}. */
public final class NetworkBlock extends Block {
    private final NetworkDefinition.Builder definition;

    NetworkBlock(SandboxScript script, String name) {
        super(script, "network");
        this.definition = NetworkDefinition.builder(name);
    }

    NetworkDefinition definition() {
        return definition.build();
    }

    @Word(value = "its addresses; the engine chooses some that are free unless said", takes = "a subnet, again for IPv6",
            example = "subnet '10.90.1.0/24'")
    public void subnet(String text) {
        ifGiven("subnet", text, definition::subnet);
    }

    @Word(value = "this machine's own address on it; the first unless said", takes = "an address", example = "gateway '10.90.1.1'")
    public void gateway(String text) {
        ifGiven("gateway", text, definition::gateway);
    }

    @Word(value = "the part of the subnet that addresses are chosen from", takes = "a range", example = "ipRange '10.90.1.128/25'")
    public void ipRange(String text) {
        ifGiven("ipRange", text, definition::ipRange);
    }

    @Word(value = "bridge, macvlan or ipvlan; bridge unless said", takes = "a name", example = "driver 'macvlan'")
    public void driver(String name) {
        ifGiven("driver", name, definition::driver);
    }

    @Word(value = "its containers reach each other and this machine alone", takes = "()", example = "internal()")
    public void internal() {
        definition.internal(true);
    }

    @Word(value = "IPv6 too", takes = "()", example = "ipv6()")
    public void ipv6() {
        definition.ipv6(true);
    }

    @Word(value = "what the driver is told", takes = "names and values", example = "option mtu: 1400")
    public void option(Map<String, ?> options) {
        Texts.pairs(this, "option", options).forEach(definition::option);
    }

    @Word(value = "notes about the network", takes = "names and values", example = "label team: 'ops'")
    public void label(Map<String, ?> labels) {
        Texts.pairs(this, "label", labels).forEach(definition::label);
    }
}
