package dev.groovebox.registry.transport.http;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * How near to this machine an address is. A registry must not lead us to one that is nearer than its own: so a public
 * one can't reach a service of this machine or of its network through us.
 */
public enum AddressRange {
    LOOPBACK,
    /** Of a cloud's metadata service, for one. */
    LINK_LOCAL,
    PRIVATE,
    PUBLIC;

    public static AddressRange of(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return LOOPBACK;
        }
        if (address.isLinkLocalAddress() || address.isMulticastAddress()) {
            return LINK_LOCAL;
        }
        return address.isSiteLocalAddress() || isUniqueLocal(address) || isCarrierGrade(address) ? PRIVATE : PUBLIC;
    }

    public boolean isNearerThan(AddressRange other) {
        return compareTo(other) < 0;
    }

    /** fc00::/7 (RFC 4193). */
    private static boolean isUniqueLocal(InetAddress address) {
        return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
    }

    /** 100.64.0.0/10 (RFC 6598). */
    private static boolean isCarrierGrade(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
    }
}
