package dev.groovebox.registry.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** A range of addresses: 10.0.0.0/8. */
record NetworkRange(byte[] network, int bits) {
    static final List<NetworkRange> LOOPBACKS = List.of(parse("127.0.0.0/8"), parse("::1/128"));

    /** @throws IllegalArgumentException when it is none */
    static NetworkRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = bytes(text.substring(0, slash));
        String count = text.substring(slash + 1);
        int bits = count.matches("[0-9]{1,3}") ? Integer.parseInt(count) : Integer.MAX_VALUE;
        if (bits > network.length * 8) {
            throw new IllegalArgumentException("'" + text + "' is no range of addresses");
        }
        return new NetworkRange(network, bits);
    }

    static boolean isRange(String text) {
        try {
            return parse(text).bits >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a host is an address and no name, so that nobody has to be asked for it. */
    static boolean isAddress(String host) {
        return host.startsWith("[") || host.indexOf(':') >= 0 || host.matches("[0-9]+(\\.[0-9]+){3}");
    }

    boolean contains(String address) {
        return contains(bytes(address));
    }

    boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(String address) {
        if (!isAddress(address)) {
            throw new IllegalArgumentException("'" + address + "' is no address");
        }
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + address + "' is no address", e);
        }
    }
}
