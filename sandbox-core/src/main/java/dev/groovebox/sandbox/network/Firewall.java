package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.netlink.NetlinkMessage;
import dev.groovebox.sandbox.linux.netlink.NetlinkSocket;
import dev.groovebox.sandbox.linux.netlink.NetworkCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The engine's own table of nftables. Nothing else of the machine's rules is ever touched. */
final class Firewall {
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin/nft"), Path.of("/sbin/nft"), Path.of("/usr/bin/nft"));
    /** NFNL_SUBSYS_NFTABLES and NFT_MSG_GETTABLE of linux/netfilter. */
    private static final int GET_TABLE = 10 << 8 | 1;

    private static final int NFPROTO_INET = 1;
    private static final int NFTA_TABLE_NAME = 1;

    private final NetworkCalls kernel;
    private final String table;
    private final List<Path> programs;

    Firewall(NetworkCalls kernel, String mark) {
        this(kernel, mark, PROGRAMS);
    }

    Firewall(NetworkCalls kernel, String mark, List<Path> programs) {
        this.kernel = kernel;
        this.table = mark.isEmpty() ? "groovebox" : "groovebox-" + mark;
        this.programs = List.copyOf(programs);
    }

    String table() {
        return table;
    }

    /** Whether our table is there: somebody who loads the machine's rules anew wipes it. Asked of the kernel, not of nft. */
    boolean isThere() throws IOException {
        NetlinkMessage message = new NetlinkMessage(GET_TABLE, NetlinkMessage.ACK)
                .int8(NFPROTO_INET).int8(0).int16(0)
                .attribute(NFTA_TABLE_NAME, table);
        try (NetlinkSocket socket = kernel.netfilter()) {
            socket.request(message, "find table " + table);
            return true;
        } catch (KernelException refused) {
            return false; // ENOENT, or a kernel that has not loaded nf_tables yet
        }
    }

    boolean isAvailable() {
        return program().isPresent();
    }

    private Optional<Path> program() {
        return programs.stream().filter(Files::isExecutable).findFirst();
    }

    /** Replaces the table in one transaction: all of it, or nothing. */
    void apply(String rules) throws IOException {
        Path nft = program().orElseThrow(() -> new EngineException(
                FailureKind.ENGINE, "cannot set up the packet filter", "", "there is no nft on this machine",
                "install nftables, or run without published ports (-p)"));
        Process process = new ProcessBuilder(nft.toString(), "-f", "-").redirectErrorStream(true).start();
        try (OutputStream input = process.getOutputStream()) {
            input.write(rules.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (code(process) != 0) {
            throw new EngineException(
                    FailureKind.ENGINE, "cannot set up the packet filter", table,
                    said.lines().findFirst().orElse("nft failed"), "'nft list ruleset' shows what is there");
        }
    }

    private static int code(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    void remove() throws IOException {
        if (isThere()) {
            apply("delete table inet " + table + "\n");
        }
    }
}
