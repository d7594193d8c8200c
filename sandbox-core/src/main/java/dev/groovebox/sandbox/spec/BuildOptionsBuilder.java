package dev.groovebox.sandbox.spec;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects {@link BuildOptions}; what each means is said there. */
public final class BuildOptionsBuilder {
    private Optional<String> target = Optional.empty();
    private final Map<String, String> arguments = new LinkedHashMap<>();
    private Optional<String> platform = Optional.empty();
    private boolean noCache;
    private final Set<String> noCacheStages = new HashSet<>();
    private boolean pull;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private Limits limits = Limits.NONE;
    private String network = "default";
    private final List<String> addedHosts = new ArrayList<>();
    private final List<Ulimit> ulimits = new ArrayList<>();
    private Optional<Instant> timestamp = Optional.empty();
    private final Map<String, BuildSecret> secrets = new LinkedHashMap<>();
    private final Map<String, Path> agents = new LinkedHashMap<>();
    private final List<String> cacheFrom = new ArrayList<>();
    private final List<String> cacheTo = new ArrayList<>();
    private int parallel;
    private boolean explain;

    BuildOptionsBuilder() {}

    public BuildOptionsBuilder target(String value) {
        target = Optional.of(value);
        return this;
    }

    public BuildOptionsBuilder argument(String name, String value) {
        arguments.put(name, value);
        return this;
    }

    public BuildOptionsBuilder platform(String value) {
        platform = Optional.of(value);
        return this;
    }

    public BuildOptionsBuilder noCache(boolean value) {
        noCache = value;
        return this;
    }

    public BuildOptionsBuilder noCacheStage(String value) {
        noCacheStages.add(value);
        return this;
    }

    public BuildOptionsBuilder pull(boolean value) {
        pull = value;
        return this;
    }

    public BuildOptionsBuilder label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    public BuildOptionsBuilder limits(Limits value) {
        limits = value;
        return this;
    }

    public BuildOptionsBuilder network(String value) {
        network = value;
        return this;
    }

    public BuildOptionsBuilder addedHost(String value) {
        addedHosts.add(value);
        return this;
    }

    public BuildOptionsBuilder ulimit(Ulimit value) {
        ulimits.add(value);
        return this;
    }

    public BuildOptionsBuilder timestamp(Instant value) {
        timestamp = Optional.of(value);
        return this;
    }

    public BuildOptionsBuilder secret(String name, BuildSecret value) {
        secrets.put(name, value);
        return this;
    }

    public BuildOptionsBuilder agent(String name, Path value) {
        agents.put(name, value);
        return this;
    }

    public BuildOptionsBuilder cacheFrom(String value) {
        cacheFrom.add(value);
        return this;
    }

    public BuildOptionsBuilder cacheTo(String value) {
        cacheTo.add(value);
        return this;
    }

    public BuildOptionsBuilder parallel(int value) {
        parallel = value;
        return this;
    }

    public BuildOptionsBuilder explain(boolean value) {
        explain = value;
        return this;
    }

    public BuildOptions build() {
        return new BuildOptions(target, arguments, platform, noCache, noCacheStages, pull, labels, limits, network,
                addedHosts, ulimits, timestamp, secrets, agents, cacheFrom, cacheTo,
                parallel, explain);
    }
}
