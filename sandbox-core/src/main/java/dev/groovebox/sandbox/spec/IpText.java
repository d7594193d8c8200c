package dev.groovebox.sandbox.spec;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** IP addresses as text. Nothing here asks a name server, as {@link InetAddress#getByName} may. */
public final class IpText {
    private static final int V4_PARTS = 4;

    private IpText() {}

    /** Four decimal numbers, or IPv6 in any of its forms without a zone. */
    public static Optional<InetAddress> parse(String text) {
        return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
    }

    private static Optional<InetAddress> parseV4(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] bytes = new byte[V4_PARTS];
        if (parts.length != V4_PARTS) {
            return Optional.empty();
        }
        for (int i = 0; i < V4_PARTS; i++) {
            boolean digits = !parts[i].isEmpty() && parts[i].length() <= 3 && parts[i].chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || Integer.parseInt(parts[i]) > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return Optional.of(ofBytes(bytes));
    }

    private static Optional<InetAddress> parseV6(String text) {
        if (!text.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0 && c < 128)) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName(text); // with a colon it is a literal or nothing
            return Optional.of(address).filter(parsed -> parsed.getAddress().length == 16);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    public static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not 4 or 16 bytes", e);
        }
    }

    /** The shortest form; of IPv6 that of RFC 5952. */
    public static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == V4_PARTS) {
            return address.getHostAddress();
        }
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        return join(groups, longestZeros(groups));
    }

    /** Where the longest run of at least two zeros begins, and its length. */
    private static int[] longestZeros(int[] groups) {
        int[] best = {-1, 1};
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > best[1]) {
                best = new int[] {i, end - i};
            }
        }
        return best;
    }

    private static String join(int[] groups, int[] zeros) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == zeros[0]) {
                text.append("::");
                i += zeros[1] - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
