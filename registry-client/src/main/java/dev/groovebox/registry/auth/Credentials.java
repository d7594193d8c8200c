package dev.groovebox.registry.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a user proves to be somebody with. Its text never shows a secret. */
public sealed interface Credentials {
    /** Nobody in particular. */
    record Anonymous() implements Credentials {}

    record Password(String user, String secret) implements Credentials {
        String basic() {
            return "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return user + ":***";
        }
    }

    /** Given by a registry's token server in place of a password, which need not be kept then (OAuth2 refresh token). */
    record IdentityToken(String user, String token) implements Credentials {
        @Override
        public String toString() {
            return user + ":*** (identity token)";
        }
    }

    /** Sent as it is ("registrytoken" in docker's configuration). */
    record RegistryToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "*** (registry token)";
        }
    }

    Credentials ANONYMOUS = new Anonymous();
}
