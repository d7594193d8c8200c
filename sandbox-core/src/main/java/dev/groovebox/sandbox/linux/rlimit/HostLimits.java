package dev.groovebox.sandbox.linux.rlimit;

import dev.groovebox.sandbox.linux.KernelSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * The resource limits of a process, as /proc/PID/limits tells them.
 *
 * @param limits every resource is in it
 * @param mostOpenFiles no process may have more, whatever its capabilities (fs.nr_open)
 */
public record HostLimits(Map<Resource, Limit> limits, long mostOpenFiles) {
    /** Both unsigned, as the kernel has them: -1 is unlimited. */
    public record Limit(long soft, long hard) {}

    public HostLimits {
        limits = Map.copyOf(limits);
    }

    public static HostLimits ofThisProcess() throws IOException {
        return parse(
                Files.readString(Path.of("/proc/self/limits")),
                Long.parseLong(KernelSetting.read("fs/nr_open")));
    }

    /** @throws IllegalArgumentException when a resource is missing */
    public static HostLimits parse(String text, long mostOpenFiles) {
        Map<Resource, Limit> limits = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            String line = text.lines()
                    .filter(candidate -> candidate.startsWith(resource.heading()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no limit of " + resource.heading()));
            String[] words = line.substring(resource.heading().length()).strip().split(" +");
            limits.put(resource, new Limit(number(words[0]), number(words[1])));
        }
        return new HostLimits(limits, mostOpenFiles);
    }

    private static long number(String word) {
        return word.equals("unlimited") ? -1 : Long.parseUnsignedLong(word);
    }

    public Limit of(Resource resource) {
        return limits.get(resource);
    }
}
