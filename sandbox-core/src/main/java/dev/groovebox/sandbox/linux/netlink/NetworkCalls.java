package dev.groovebox.sandbox.linux.netlink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Network namespaces, and sockets to the kernel in them. */
public interface NetworkCalls {
    /** Routes, links and addresses of this process's own namespace. */
    NetlinkSocket route() throws IOException;

    /** The packet filter of this process's own namespace. */
    NetlinkSocket netfilter() throws IOException;

    /**
     * A new network namespace; it lives as long as somebody holds its descriptor or is in it.
     *
     * @param settings what later interfaces in it begin with: files below /proc/sys and their texts
     */
    Namespace newNamespace(Map<String, String> settings) throws IOException;

    /** @param file such as /proc/PID/ns/net */
    Namespace openNamespace(Path file) throws IOException;

    /** A network namespace that we hold. */
    interface Namespace extends AutoCloseable {
        int descriptor();

        /** Routes, links and addresses in it; closed with this. */
        NetlinkSocket route();

        @Override
        void close() throws IOException;
    }
}
