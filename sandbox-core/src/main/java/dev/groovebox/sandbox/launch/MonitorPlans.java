package dev.groovebox.sandbox.launch;

import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.LogSettings;
import dev.groovebox.sandbox.spec.RestartPolicy;
import java.util.Optional;

/** What a container's monitor does beside waiting for its end. */
public final class MonitorPlans {
    private static final int LOG_FILES = 1;
    private static final int LOG_JOURNAL = 2;

    /** Docker's backoff: 100 ms, twice as long each time up to a minute; a run of 10 s begins anew. */
    private static final long FIRST_DELAY_MILLIS = 100;

    private static final long LONGEST_DELAY_MILLIS = 60_000;
    private static final long GOOD_RUN_MILLIS = 10_000;

    private MonitorPlans() {}

    static LaunchPlan.Detached streams(ContainerSpec spec) {
        boolean own = spec.supervision().log().driver() == LogSettings.Driver.PASSTHROUGH;
        return new LaunchPlan.Detached(spec.openStdin(), own);
    }

    /** Whether the output of one in the foreground is kept too, and others may attach to it. */
    static Optional<LaunchPlan.Heard> heard(LaunchRequest request) {
        return request.reachable() && request.spec().supervision().log().driver() != LogSettings.Driver.PASSTHROUGH
                ? Optional.of(new LaunchPlan.Heard(request.spec().openStdin()))
                : Optional.empty();
    }

    static Optional<LaunchPlan.Log> log(LaunchRequest request) {
        LogSettings log = request.spec().supervision().log();
        return switch (log.driver()) {
            case NONE, PASSTHROUGH -> Optional.empty();
            case FILE -> Optional.of(log(LOG_FILES, request));
            case JOURNALD -> Optional.of(log(LOG_JOURNAL, request));
        };
    }

    private static LaunchPlan.Log log(int driver, LaunchRequest request) {
        LogSettings log = request.spec().supervision().log();
        return new LaunchPlan.Log(
                driver, request.paths().log(), log.mostBytes(), log.mostFiles(), request.containerId(), request.name());
    }

    /** Also of one without a policy, which may be given one while it runs; but not of one that is deleted when its owner has seen its end. */
    static Optional<LaunchPlan.Restart> restart(LaunchRequest request) {
        if (!request.attendance().monitorHasStreams() && (request.ephemeral() || !request.reachable())) {
            return Optional.empty();
        }
        RestartPolicy policy = request.spec().supervision().restart();
        return Optional.of(new LaunchPlan.Restart(
                mode(policy), policy.mostRetries(), FIRST_DELAY_MILLIS, LONGEST_DELAY_MILLIS, GOOD_RUN_MILLIS));
    }

    /** The monitor's word for a policy; what tells unless-stopped from always is only asked after a reboot. */
    public static int mode(RestartPolicy policy) {
        return switch (policy.kind()) {
            case NO -> LaunchPlan.Restart.NEVER;
            case ON_FAILURE -> LaunchPlan.Restart.ON_FAILURE;
            case ALWAYS, UNLESS_STOPPED -> LaunchPlan.Restart.ALWAYS;
        };
    }
}
