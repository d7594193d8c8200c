package dev.groovebox.sandbox.spec;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A range of addresses, IPv4 or IPv6, written as its first one and the length of what all of them begin with.
 *
 * @param base the first address
 * @param length in bits
 */
public record Subnet(InetAddress base, int length) {
    /** Empty for text that is none, also for one with bits set behind its length. */
    public static Optional<Subnet> parse(String text) {
        return enclosing(text).filter(subnet -> IpText.of(subnet.base()).equals(canonical(text)));
    }

    /** The subnet that "10.1.2.3/24" is in. */
    public static Optional<Subnet> enclosing(String text) {
        int slash = text.indexOf('/');
        String length = text.substring(slash + 1);
        if (slash < 0 || length.isEmpty() || length.length() > 3 || !length.chars().allMatch(Character::isDigit)) {
            return Optional.empty();
        }
        return IpText.parse(text.substring(0, slash))
                .filter(address -> Integer.parseInt(length) <= address.getAddress().length * Byte.SIZE)
                .map(address -> of(address, Integer.parseInt(length)));
    }

    public static Subnet of(InetAddress inside, int length) {
        byte[] bytes = inside.getAddress();
        for (int bit = length; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        return new Subnet(IpText.ofBytes(bytes), length);
    }

    private static String canonical(String text) {
        return IpText.parse(text.substring(0, text.indexOf('/'))).map(IpText::of).orElse("");
    }

    public boolean v4() {
        return base.getAddress().length == 4;
    }

    public boolean contains(InetAddress address) {
        return address.getAddress().length == base.getAddress().length && of(address, length).equals(this);
    }

    public boolean overlaps(Subnet other) {
        return contains(other.base) || other.contains(base);
    }

    /** How many addresses, at most 2^62. */
    public long size() {
        int bits = base.getAddress().length * Byte.SIZE - length;
        return 1L << Math.min(bits, 62);
    }

    /** The address that many after the first. */
    public InetAddress at(long offset) {
        byte[] bytes = base.getAddress();
        byte[] sum = new BigInteger(1, bytes).add(BigInteger.valueOf(offset)).toByteArray();
        byte[] address = new byte[bytes.length];
        int count = Math.min(sum.length, address.length);
        System.arraycopy(sum, sum.length - count, address, address.length - count, count);
        return IpText.ofBytes(address);
    }

    /** Whether no container may have it: the first, and of IPv4 the last, name the subnet as a whole. */
    public boolean isReserved(InetAddress address) {
        return address.equals(base) || v4() && length < 31 && address.equals(at(size() - 1));
    }

    @Override
    public String toString() {
        return IpText.of(base) + "/" + length;
    }
}
