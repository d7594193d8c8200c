package dev.groovebox.dsl;

/**
 * A size such as {@code 64.mb}. The letters mean what docker's do: a kb is 1024 bytes.
 *
 * @param count of bytes
 */
public record Bytes(long count) implements Comparable<Bytes> {
    public Bytes plus(Bytes other) {
        return new Bytes(Math.addExact(count, other.count));
    }

    public Bytes minus(Bytes other) {
        return new Bytes(Math.subtractExact(count, other.count));
    }

    public Bytes multiply(long factor) {
        return new Bytes(Math.multiplyExact(count, factor));
    }

    public Bytes div(long divisor) {
        return new Bytes(count / divisor);
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(count, other.count);
    }

    /** In the greatest unit that needs no fraction. */
    @Override
    public String toString() {
        for (int power = 4; power > 0; power--) {
            long unit = 1L << 10 * power;
            if (count != 0 && count % unit == 0) {
                return count / unit + " " + "KMGT".charAt(power - 1) + "B";
            }
        }
        return count + " bytes";
    }
}
