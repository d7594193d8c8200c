package dev.groovebox.sandbox.spec;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a container's health is found out. What is absent is the image's, else docker's default.
 *
 * @param test a program and its arguments, run in the container: 0 means healthy; empty: the image's own
 * @param disabled no check at all, whatever the image says
 * @param interval between the end of a check and the next; 30 s by default
 * @param timeout after which a check has failed; 30 s by default
 * @param startPeriod in which failures do not count; none by default
 * @param retries failures in a row that make a container unhealthy; 3 by default
 */
public record HealthCheck(
        List<String> test,
        boolean disabled,
        Optional<Duration> interval,
        Optional<Duration> timeout,
        Optional<Duration> startPeriod,
        OptionalInt retries) {
    public static final HealthCheck OF_IMAGE = new HealthCheck(
            List.of(), false, Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty());

    public HealthCheck {
        test = List.copyOf(test);
    }

    /** This, and where it says nothing, what {@code image} says. */
    public HealthCheck over(HealthCheck image) {
        return new HealthCheck(
                test.isEmpty() ? image.test() : test,
                disabled || test.isEmpty() && image.disabled(),
                interval.or(image::interval),
                timeout.or(image::timeout),
                startPeriod.or(image::startPeriod),
                retries.isPresent() ? retries : image.retries());
    }
}
