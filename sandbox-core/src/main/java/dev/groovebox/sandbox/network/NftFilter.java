package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.netlink.NetlinkMessage;
import dev.groovebox.sandbox.linux.netlink.NetlinkSocket;
import dev.groovebox.sandbox.linux.netlink.NetworkCalls;
import java.io.IOException;
import java.util.List;

/** A table of our own in nftables, replaced as a whole in one transaction: all of it, or nothing. */
record NftFilter(NetworkCalls kernel, String table) implements PacketFilter {
    private static final FilterProgram NFT = new FilterProgram("nft", List.of("-f", "-"), "'nft list ruleset' shows what is there");
    /** NFNL_SUBSYS_NFTABLES of linux/netfilter, in which iptables-nft's rules are, too. */
    static final int NFTABLES = 10;

    /** NFT_MSG_GETTABLE and NFT_MSG_DELTABLE. */
    private static final int GET_TABLE = NFTABLES << 8 | 1;
    private static final int DELETE_TABLE = NFTABLES << 8 | 2;
    private static final int NFPROTO_INET = 1;
    private static final int NFTA_TABLE_NAME = 1;

    @Override
    public boolean isAvailable() {
        return NFT.isAvailable();
    }

    @Override
    public boolean isThere() throws IOException {
        try (NetlinkSocket socket = kernel.netfilter()) {
            return isThere(socket);
        }
    }

    private boolean isThere(NetlinkSocket socket) throws IOException {
        try {
            socket.request(message(GET_TABLE), "find table " + table);
            return true;
        } catch (KernelException refused) {
            return false; // ENOENT, or a kernel that has not loaded nf_tables yet
        }
    }

    private NetlinkMessage message(int type) {
        return new NetlinkMessage(type, NetlinkMessage.ACK).int8(NFPROTO_INET).int8(0).int16(0).attribute(NFTA_TABLE_NAME, table);
    }

    @Override
    public void apply(FirewallRules rules) throws IOException {
        NFT.run(rules.text(), table);
    }

    /** Needs no nft, which may have gone since. */
    @Override
    public void remove() throws IOException {
        try (NetlinkSocket socket = kernel.netfilter()) {
            if (isThere(socket)) {
                socket.transaction(NFTABLES, message(DELETE_TABLE), "delete table " + table);
            }
        }
    }
}
