package dev.groovebox.sandbox.network;

import java.io.IOException;

/** A way to the machine's packet filter. Of its rules the engine touches its own alone. */
interface PacketFilter {
    /** Whether its program is on this machine. */
    boolean isAvailable();

    /** Whether our rules are there: somebody who loads the machine's rules anew wipes them. Asked of the kernel. */
    boolean isThere() throws IOException;

    /** Puts our rules in the place of those before. */
    void apply(FirewallRules rules) throws IOException;

    /** Does nothing when they are not there, or can't be reached without its program. */
    void remove() throws IOException;
}
