package dev.groovebox.sandbox.build.cache;

import dev.groovebox.registry.oci.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;

/** The hash of all that a step's result depends on. Equal keys mean equal results. */
public record CacheKey(String hex) {
    public static Builder of(String kind) {
        return new Builder().add(kind);
    }

    /** Each part goes in with its length, so that "ab", "c" differs from "a", "bc". */
    public static final class Builder {
        private final MessageDigest hash = Digests.hash("sha256");

        private Builder() {}

        public Builder add(String part) {
            return add(part.getBytes(StandardCharsets.UTF_8));
        }

        public Builder add(long part) {
            return add(Long.toString(part));
        }

        public Builder add(byte[] part) {
            return add(part, part.length);
        }

        public Builder add(byte[] buffer, int length) {
            hash.update((length + ":").getBytes(StandardCharsets.US_ASCII));
            hash.update(buffer, 0, length);
            return this;
        }

        public Builder addAll(Collection<String> parts) {
            add(parts.size());
            parts.forEach(this::add);
            return this;
        }

        public CacheKey build() {
            return new CacheKey(Digests.end("sha256", hash).hex());
        }
    }
}
