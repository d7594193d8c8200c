package dev.groovebox.sandbox.launch;

import dev.groovebox.registry.oci.Healthcheck;
import dev.groovebox.sandbox.spec.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How a container's health is found out: what the user says, else the image, else docker's defaults. */
final class HealthPlans {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int RETRIES = 3;
    private static final int SIGKILL = 9;

    private static final long NAMESPACES_MADE_LATE = LaunchPlanner.CLONE_NEWNS | LaunchPlanner.CLONE_NEWCGROUP;
    private static final long EVERY_NAMESPACE = NAMESPACES_MADE_LATE
            | LaunchPlanner.CLONE_NEWUTS
            | LaunchPlanner.CLONE_NEWIPC
            | LaunchPlanner.CLONE_NEWPID
            | LaunchPlanner.CLONE_NEWNET;

    private HealthPlans() {}

    static Optional<LaunchPlan.Health> of(LaunchRequest request, LaunchPlan.Program program, long namespaces) {
        HealthCheck health = request.spec()
                .supervision()
                .health()
                .over(request.image().healthcheck().map(HealthPlans::ofImage).orElse(HealthCheck.OF_IMAGE));
        if (health.disabled() || health.test().isEmpty()) {
            return Optional.empty();
        }
        ExecPlan check = new ExecPlan(
                new ExecPlan.Target(0, 0, EVERY_NAMESPACE | namespaces & LaunchPlanner.CLONE_NEWUSER),
                new LaunchPlan.Cgroup(request.cgroup().joinFiles(), request.cgroup().cloneInto(), Optional.empty(), List.of()),
                Optional.of(new LaunchPlan.Timeout(millis(health.timeout().orElse(TIMEOUT)), 0, SIGKILL)),
                true,
                request.userIdBase().orElse(0) + request.user().uid(),
                Optional.empty(),
                new byte[0],
                program.withArguments(health.test()));
        return Optional.of(new LaunchPlan.Health(
                millis(health.interval().orElse(INTERVAL)),
                health.startPeriod().map(Duration::toMillis).orElse(0L),
                health.retries().orElse(RETRIES),
                check));
    }

    /** Docker's form: CMD and words, CMD-SHELL and a text, or NONE. */
    private static HealthCheck ofImage(Healthcheck image) {
        List<String> words = image.test();
        boolean none = words.equals(List.of("NONE"));
        List<String> test = new ArrayList<>();
        if (!words.isEmpty() && !none) {
            if (words.get(0).equals("CMD-SHELL")) {
                test.addAll(List.of("/bin/sh", "-c"));
            }
            test.addAll(words.subList(1, words.size()));
        }
        OptionalInt retries = image.retries().isPresent() && image.retries().getAsInt() > 0 ? image.retries() : OptionalInt.empty();
        return new HealthCheck(test, none, image.interval(), image.timeout(), image.startPeriod(), retries);
    }

    private static long millis(Duration time) {
        return Math.max(1, time.toMillis());
    }
}
