package dev.groovebox.registry.auth;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs named docker-credential-NAME that keep secrets (docker/docker-credential-helpers): get, store, erase. */
public final class CredentialHelpers {
    private static final int SECONDS = 30;
    private static final int MOST_BYTES = 1 << 20;
    /** In place of a user's name, says that the secret is an identity token. */
    private static final String TOKEN = "<token>";
    private static final String NONE = "credentials not found";

    Optional<Credentials> get(String helper, String server) throws IOException {
        Answer answer = run(helper, "get", server);
        if (answer.code != 0) {
            if (answer.text.contains(NONE)) {
                return Optional.empty();
            }
            throw failed(helper, "get");
        }
        try {
            JsonObject found = Json.readObject(answer.text.getBytes(StandardCharsets.UTF_8));
            String user = found.text("Username").orElse("");
            String secret = found.text("Secret").orElse("");
            return user.isEmpty() && secret.isEmpty()
                    ? Optional.empty()
                    : Optional.of(user.equals(TOKEN) ? new Credentials.IdentityToken("", secret) : new Credentials.Password(user, secret));
        } catch (JsonException e) {
            throw new IOException("docker-credential-" + helper + " answered something else than credentials");
        }
    }

    void store(String helper, String server, Credentials credentials) throws IOException {
        JsonObject.Builder entry = JsonObject.builder().put("ServerURL", server);
        if (credentials instanceof Credentials.Password password) {
            entry.put("Username", password.user()).put("Secret", password.secret());
        } else if (credentials instanceof Credentials.IdentityToken identity) {
            entry.put("Username", TOKEN).put("Secret", identity.token());
        }
        if (run(helper, "store", Json.text(entry.build(), false)).code != 0) {
            throw failed(helper, "store");
        }
    }

    void erase(String helper, String server) throws IOException {
        Answer answer = run(helper, "erase", server);
        if (answer.code != 0 && !answer.text.contains(NONE)) {
            throw failed(helper, "erase");
        }
    }

    private record Answer(int code, String text) {}

    private static Answer run(String helper, String verb, String input) throws IOException {
        if (!helper.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IOException("'" + helper + "' is no name of a credential helper");
        }
        ProcessBuilder builder = new ProcessBuilder("docker-credential-" + helper, verb);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException("cannot start docker-credential-" + helper + ", which the configuration names", e);
        }
        try (OutputStream in = process.getOutputStream(); InputStream out = process.getInputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
            in.close();
            String text = new String(out.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("docker-credential-" + helper + " does not end");
            }
            return new Answer(process.exitValue(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted");
        } finally {
            process.destroy();
        }
    }

    /** What it wrote may hold the secret. */
    private static IOException failed(String helper, String verb) {
        return new IOException("docker-credential-" + helper + " " + verb + " failed");
    }
}
