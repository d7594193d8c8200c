package dev.groovebox.sandbox.spec;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How an image is built, and what of it. {@link #builder()} makes one.
 *
 * @param target the stage to build, a name or a number; absent: the last
 * @param arguments values of ARG, by name (--build-arg)
 * @param platform what FROM gets when it names none; absent: this machine's
 * @param noCache no step's earlier result is used
 * @param noCacheStages likewise, for these stages alone (--no-cache-filter)
 * @param pull bases are asked of their registry though they are here
 * @param labels of the image, beside its own
 * @param limits of each step's sandbox
 * @param network of steps that name none: "default", "none" or "host"
 * @param addedHosts NAME:ADDRESS for the steps' /etc/hosts
 * @param timestamp the time of all that is made; absent: SOURCE_DATE_EPOCH of {@code arguments}, or else the clock
 * @param secrets by id
 * @param agents sockets of ssh agents by id
 * @param cacheFrom layouts ("oci:PATH") or references that hold an earlier build's cache
 * @param cacheTo where the cache of this one is written
 * @param parallel at most so many steps at a time; 0: as many as there are processors
 * @param explain events tell why each step was or was not found in the cache
 */
public record BuildOptions(
        Optional<String> target,
        Map<String, String> arguments,
        Optional<String> platform,
        boolean noCache,
        Set<String> noCacheStages,
        boolean pull,
        Map<String, String> labels,
        Limits limits,
        String network,
        List<String> addedHosts,
        List<Ulimit> ulimits,
        Optional<Instant> timestamp,
        Map<String, BuildSecret> secrets,
        Map<String, Path> agents,
        List<String> cacheFrom,
        List<String> cacheTo,
        int parallel,
        boolean explain) {
    public static final BuildOptions DEFAULT = builder().build();

    public BuildOptions {
        arguments = Ordered.copyOf(arguments);
        noCacheStages = Set.copyOf(noCacheStages);
        labels = Ordered.copyOf(labels);
        addedHosts = List.copyOf(addedHosts);
        ulimits = List.copyOf(ulimits);
        secrets = Map.copyOf(secrets);
        agents = Map.copyOf(agents);
        cacheFrom = List.copyOf(cacheFrom);
        cacheTo = List.copyOf(cacheTo);
    }

    public static BuildOptionsBuilder builder() {
        return new BuildOptionsBuilder();
    }
}
