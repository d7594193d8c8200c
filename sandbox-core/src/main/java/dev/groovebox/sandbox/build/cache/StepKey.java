package dev.groovebox.sandbox.build.cache;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The key of a step, and by name what went into it: never values, which may be arguments that nobody is to read, only
 * their hashes. Two keys of one place in a build tell which of its parts differ.
 */
public record StepKey(CacheKey key, Map<String, String> parts) {
    public static Builder of(String kind) {
        return new Builder(kind);
    }

    public static final class Builder {
        private final CacheKey.Builder hash;
        private final Map<String, String> parts = new LinkedHashMap<>();

        private Builder(String kind) {
            hash = CacheKey.of(kind);
        }

        /** @param name what people call it: "the command", "variable PATH" */
        public Builder part(String name, String value) {
            return digest(name, CacheKey.of("part").add(value).build().hex().substring(0, 32));
        }

        public Builder part(String name, Collection<String> values) {
            return digest(name, CacheKey.of("part").addAll(values).build().hex().substring(0, 32));
        }

        /** @param value short, and nobody's secret */
        public Builder digest(String name, String value) {
            hash.add(name).add(value);
            parts.put(name, value);
            return this;
        }

        public StepKey build() {
            return new StepKey(hash.build(), parts);
        }
    }
}
