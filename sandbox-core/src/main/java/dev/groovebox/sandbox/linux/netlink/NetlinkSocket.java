package dev.groovebox.sandbox.linux.netlink;

import dev.groovebox.sandbox.linux.KernelException;
import java.io.IOException;
import java.util.List;

/** A conversation with the kernel of one network namespace; one thread at a time. */
public interface NetlinkSocket extends AutoCloseable {
    /**
     * Sends a request and hears all of its answers, up to the acknowledgement.
     *
     * @param what the request in words, for the error
     * @throws KernelException when the kernel refuses
     */
    List<NetlinkAnswer> request(NetlinkMessage message, String what) throws IOException;

    /**
     * Sends a request that the kernel takes within a transaction alone (nfnetlink's batches).
     *
     * @param subsystem NFNL_SUBSYS_* of linux/netfilter/nfnetlink.h
     * @param what the request in words, for the error
     * @throws KernelException when the kernel refuses, and has changed nothing
     */
    void transaction(int subsystem, NetlinkMessage message, String what) throws IOException;

    @Override
    void close() throws IOException;
}
