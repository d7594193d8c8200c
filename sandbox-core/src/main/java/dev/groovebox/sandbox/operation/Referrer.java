package dev.groovebox.sandbox.operation;

import java.util.Map;

/** An artifact that refers to an image. */
public record Referrer(String digest, String artifactType, long sizeBytes, Map<String, String> annotations) {
    public Referrer {
        annotations = Map.copyOf(annotations);
    }
}
