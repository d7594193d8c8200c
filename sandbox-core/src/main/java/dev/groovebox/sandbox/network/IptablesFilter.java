package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.netlink.NetlinkAnswer;
import dev.groovebox.sandbox.linux.netlink.NetlinkMessage;
import dev.groovebox.sandbox.linux.netlink.NetlinkSocket;
import dev.groovebox.sandbox.linux.netlink.NetworkCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chains of our own in the tables of iptables-nft, for machines without nft. Each table of each family is changed in one
 * transaction, so that a reader may see those of one changed and the next one's not yet.
 */
record IptablesFilter(NetworkCalls kernel, String name) implements PacketFilter {
    private static final FilterProgram V4 = program("iptables-nft");
    private static final FilterProgram V6 = program("ip6tables-nft");
    /** NFT_MSG_GETRULE of linux/netfilter. */
    private static final int GET_RULES = NftFilter.NFTABLES << 8 | 7;

    private static final int NFPROTO_IPV4 = 2;
    private static final int NFPROTO_IPV6 = 10;
    private static final int NFTA_RULE_TABLE = 1;
    private static final int NFTA_RULE_CHAIN = 2;

    private static FilterProgram program(String name) {
        return new FilterProgram(name + "-restore", List.of("--noflush"), "'" + name + "-save' shows what is there");
    }

    @Override
    public boolean isAvailable() {
        return V4.isAvailable() && V6.isAvailable();
    }

    @Override
    public boolean isThere() throws IOException {
        return entered(true).size() == IptablesRules.ENTRANCES.size();
    }

    @Override
    public void apply(FirewallRules rules) throws IOException {
        V4.run(new IptablesRules(rules, true).text(entered(true)), name);
        if (rules.bridges().stream().anyMatch(Network::hasIpv6)) {
            V6.run(new IptablesRules(rules, false).text(entered(false)), name);
        } else {
            remove(false);
        }
    }

    @Override
    public void remove() throws IOException {
        if (isAvailable()) {
            remove(true);
            remove(false);
        }
    }

    private void remove(boolean v4) throws IOException {
        Set<IptablesRules.Entrance> entered = entered(v4);
        if (!entered.isEmpty()) {
            (v4 ? V4 : V6).run(IptablesRules.removal(name, entered), name);
        }
    }

    /** By which of the machine's chains packets come to ours: who wipes the rules of a table takes these away. */
    private Set<IptablesRules.Entrance> entered(boolean v4) throws IOException {
        Set<IptablesRules.Entrance> entered = new HashSet<>();
        try (NetlinkSocket socket = kernel.netfilter()) {
            for (IptablesRules.Entrance entrance : IptablesRules.ENTRANCES) {
                if (isEntered(socket, entrance, v4 ? NFPROTO_IPV4 : NFPROTO_IPV6)) {
                    entered.add(entrance);
                }
            }
        }
        return entered;
    }

    private boolean isEntered(NetlinkSocket socket, IptablesRules.Entrance entrance, int family) throws IOException {
        NetlinkMessage message = new NetlinkMessage(GET_RULES, NetlinkMessage.DUMP)
                .int8(family).int8(0).int16(0)
                .attribute(NFTA_RULE_TABLE, entrance.table())
                .attribute(NFTA_RULE_CHAIN, entrance.from());
        try {
            return socket.request(message, "list rules of " + entrance.from()).stream().anyMatch(rule -> names(rule, entrance.chain(name)));
        } catch (KernelException refused) {
            return false; // a kernel that has not loaded nf_tables yet
        }
    }

    /** A rule's verdict has the name of the chain, with the NUL that ends it. */
    private static boolean names(NetlinkAnswer rule, String chain) {
        byte[] bytes = new byte[rule.body().limit()];
        rule.body().duplicate().get(0, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(chain + "\0");
    }
}
