package dev.groovebox.registry.auth;

import java.io.IOException;

/** Where the credentials for a registry come from. Asked each time they are needed, as they may change meanwhile. */
@FunctionalInterface
public interface CredentialSource {
    /** @param registry host and port as in references: "docker.io", "localhost:5000" */
    Credentials find(String registry) throws IOException;
}
