package dev.groovebox.registry.transport.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A proxy of HTTP. @param credentials "user:password"; never shown */
public record Proxy(String host, int port, Optional<String> credentials) {
    Optional<String> authorization() {
        return credentials.map(text -> "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
