package dev.groovebox.sandbox.linux.rlimit;

import dev.groovebox.sandbox.spec.Ulimit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The resource limits that a container can have on this machine.
 *
 * @param limits each resource at most once, in the order of their numbers
 * @param warnings what could not be given, for the user
 */
public record UlimitPlan(List<Setting> limits, List<String> warnings) {
    /**
     * What to hand to setrlimit(2).
     *
     * @param soft unsigned; -1 is unlimited
     * @param hard likewise
     */
    public record Setting(int resource, long soft, long hard) {}

    public UlimitPlan {
        limits = List.copyOf(limits);
        warnings = List.copyOf(warnings);
    }

    /**
     * Only CAP_SYS_RESOURCE raises a hard limit, and nobody raises open files above fs.nr_open: there the container
     * keeps what is possible, and a warning says so.
     *
     * @param ulimits as asked; the last of several for one resource counts
     * @throws IllegalArgumentException for the name of no resource, which a valid specification does not have
     */
    public static UlimitPlan resolve(Collection<Ulimit> ulimits, HostLimits host, boolean hasSysResource) {
        Map<Resource, Ulimit> asked = new EnumMap<>(Resource.class);
        for (Ulimit ulimit : ulimits) {
            Resource resource = Resource.named(ulimit.name())
                    .orElseThrow(() -> new IllegalArgumentException("no resource is named " + ulimit.name()));
            asked.put(resource, ulimit);
        }
        List<Setting> settings = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        asked.forEach((resource, ulimit) -> {
            long ceiling = ceiling(resource, host, hasSysResource);
            Setting setting = new Setting(
                    resource.number(), least(ulimit.soft(), ceiling), least(ulimit.hard(), ceiling));
            if (setting.soft() != ulimit.soft() || setting.hard() != ulimit.hard()) {
                warnings.add(warning(ulimit, setting, ceiling));
            }
            settings.add(setting);
        });
        return new UlimitPlan(settings, warnings);
    }

    private static long ceiling(Resource resource, HostLimits host, boolean hasSysResource) {
        long ceiling = hasSysResource ? -1 : host.of(resource).hard();
        return resource == Resource.NOFILE ? least(ceiling, host.mostOpenFiles()) : ceiling;
    }

    private static long least(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }

    private static String warning(Ulimit asked, Setting given, long ceiling) {
        return "ulimit " + asked.name() + "=" + text(asked.soft()) + ":" + text(asked.hard()) + " is above the "
                + text(ceiling) + " this machine lets the engine give; the container has "
                + text(given.soft()) + ":" + text(given.hard());
    }

    private static String text(long limit) {
        return limit == -1 ? "unlimited" : Long.toUnsignedString(limit);
    }
}
