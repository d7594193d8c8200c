package dev.groovebox.sandbox.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@link Map#copyOf} forgets the order; environments, labels and build steps must keep it. */
final class Ordered {
    private Ordered() {}

    static <K, V> Map<K, V> copyOf(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
