package dev.groovebox.sandbox.build.copy;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a COPY puts into the image, by where it goes: types, modes, owners and the digests of content; no times. Kept by
 * name, so that a changed file can be told.
 */
public final class ContentSum {
    private final Map<String, String> files = new LinkedHashMap<>();

    void add(String path, String what) {
        files.merge(path, what, (first, second) -> first + "+" + second);
    }

    public Map<String, String> files() {
        return files;
    }
}
