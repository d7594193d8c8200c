package dev.groovebox.sandbox.network;

import java.net.InetAddress;
import java.util.HexFormat;

/** Hardware addresses, made from IP addresses: who gets an address again is found at once by those who knew its holder. */
final class Mac {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private Mac() {}

    /** Docker's: 02:42 and the four bytes of IPv4; of IPv6 the last four. */
    static byte[] of(InetAddress address) {
        byte[] ip = address.getAddress();
        int at = ip.length - 4;
        return new byte[] {0x02, 0x42, ip[at], ip[at + 1], ip[at + 2], ip[at + 3]};
    }

    static String text(InetAddress address) {
        return COLONS.formatHex(of(address));
    }

    /** The host's end of a pair: another address than the container's, and above the bridge's own, which a port must not change. */
    static byte[] outside(byte[] inside) {
        byte[] mac = inside.clone();
        mac[0] = (byte) 0xfe;
        return mac;
    }
}
