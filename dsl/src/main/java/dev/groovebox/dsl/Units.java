package dev.groovebox.dsl;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * Sizes and times as properties of numbers: {@code 64.mb}, {@code 1.5.gb}, {@code 10.s}, {@code 20.minutes}.
 * Registered as a Groovy extension module, so it holds in every script, compiled, cached or typed, on any thread.
 */
public final class Units {
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);

    private Units() {}

    public static Bytes getKb(Number number) {
        return bytes(number, 10);
    }

    public static Bytes getMb(Number number) {
        return bytes(number, 20);
    }

    public static Bytes getGb(Number number) {
        return bytes(number, 30);
    }

    public static Bytes getTb(Number number) {
        return bytes(number, 40);
    }

    public static Duration getMs(Number number) {
        return time(number, new BigDecimal("0.001"));
    }

    public static Duration getS(Number number) {
        return time(number, BigDecimal.ONE);
    }

    public static Duration getSecond(Number number) {
        return getS(number);
    }

    public static Duration getSeconds(Number number) {
        return getS(number);
    }

    public static Duration getMinute(Number number) {
        return time(number, BigDecimal.valueOf(60));
    }

    public static Duration getMinutes(Number number) {
        return getMinute(number);
    }

    public static Duration getHour(Number number) {
        return time(number, BigDecimal.valueOf(3600));
    }

    public static Duration getHours(Number number) {
        return getHour(number);
    }

    public static Duration getDay(Number number) {
        return time(number, BigDecimal.valueOf(86400));
    }

    public static Duration getDays(Number number) {
        return getDay(number);
    }

    private static Bytes bytes(Number number, int shift) {
        BigDecimal count = decimal(number).multiply(BigDecimal.valueOf(1L << shift));
        return new Bytes(count.setScale(0, RoundingMode.DOWN).longValueExact());
    }

    private static Duration time(Number number, BigDecimal seconds) {
        BigDecimal nanos = decimal(number).multiply(seconds).multiply(NANOS_PER_SECOND);
        return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
    }

    /** By way of its digits, so that 0.1 is a tenth whatever type it has. */
    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }
}
