package dev.groovebox.sandbox.build.cache;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The key of a step, and by name what went into it. Two keys of one place in a build tell which of its parts differ. The
 * values may be arguments that nobody is to read: they leave this class as hashes only.
 */
public final class StepKey {
    private final CacheKey key;
    private final Map<String, List<String>> values;

    private StepKey(CacheKey key, Map<String, List<String>> values) {
        this.key = key;
        this.values = values;
    }

    public static Builder of(String kind) {
        return new Builder(kind);
    }

    public CacheKey key() {
        return key;
    }

    /** The hash of each part. Made when asked for: a build that finds all its steps in the cache hashes each value once. */
    public Map<String, String> parts() {
        Map<String, String> hashes = new LinkedHashMap<>();
        values.forEach((name, value) ->
                hashes.put(name, CacheKey.of("part").addAll(value).build().hex().substring(0, 32)));
        return hashes;
    }

    public static final class Builder {
        private final CacheKey.Builder hash;
        private final Map<String, List<String>> values = new LinkedHashMap<>();

        private Builder(String kind) {
            hash = CacheKey.of(kind);
        }

        /** @param name what people call it: "the command", "variable PATH" */
        public Builder part(String name, String value) {
            return part(name, List.of(value));
        }

        public Builder part(String name, Collection<String> value) {
            hash.add(name).addAll(value);
            values.put(name, List.copyOf(value));
            return this;
        }

        public StepKey build() {
            return new StepKey(hash.build(), values);
        }
    }
}
