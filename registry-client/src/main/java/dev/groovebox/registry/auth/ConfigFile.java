package dev.groovebox.registry.auth;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** A file of credentials in the form of docker's config.json: auths, credsStore, credHelpers. */
public final class ConfigFile {
    private static final String HUB_KEY = "https://index.docker.io/v1/";
    private static final String HUB = "docker.io";

    private final Path file;
    private final CredentialHelpers helpers;

    public ConfigFile(Path file, CredentialHelpers helpers) {
        this.file = file;
        this.helpers = helpers;
    }

    public Path file() {
        return file;
    }

    /** Empty when the file is not there, or says nothing of this registry. */
    public Optional<Credentials> find(String registry) throws IOException {
        try {
            return findIn(read(), registry);
        } catch (JsonException e) {
            throw new IOException("cannot read '" + file + "': what it says of " + registry + " is not as it should be");
        }
    }

    private Optional<Credentials> findIn(JsonObject config, String registry) throws IOException {
        Optional<String> helper = helperOf(config, registry);
        if (helper.isPresent()) {
            Optional<Credentials> kept = helpers.get(helper.get(), key(registry));
            if (kept.isPresent()) {
                return kept;
            }
        }
        JsonObject auths = config.object("auths").orElse(JsonObject.EMPTY);
        for (String key : auths.members().keySet()) {
            if (hostOf(key).equals(registry)) {
                return of(auths.requireObject(key), registry);
            }
        }
        return Optional.empty();
    }

    /** Keeps them in the file's helper if it names one, else in the file itself, for its owner alone. */
    public void store(String registry, Credentials credentials) throws IOException {
        JsonObject config = read();
        Optional<String> helper = helperOf(config, registry);
        if (helper.isPresent()) {
            helpers.store(helper.get(), key(registry), credentials);
            return;
        }
        write(withAuth(config, registry, Optional.of(entry(credentials))));
    }

    /** Whether there was something to erase. */
    public boolean erase(String registry) throws IOException {
        JsonObject config = read();
        if (find(registry).isEmpty()) {
            return false;
        }
        Optional<String> helper = helperOf(config, registry);
        if (helper.isPresent()) {
            helpers.erase(helper.get(), key(registry));
        }
        write(withAuth(config, registry, Optional.empty()));
        return true;
    }

    private static Optional<String> helperOf(JsonObject config, String registry) {
        return config.object("credHelpers").flatMap(names -> names.text(registry))
                .or(() -> config.text("credsStore"))
                .filter(name -> !name.isEmpty());
    }

    private static Optional<Credentials> of(JsonObject auth, String registry) {
        String user = "";
        String password = "";
        String encoded = auth.text("auth").orElse("");
        if (!encoded.isEmpty()) {
            String[] parts = decoded(encoded, registry).split(":", 2);
            user = parts[0];
            password = parts.length == 2 ? parts[1] : "";
        }
        Optional<String> identity = auth.text("identitytoken").filter(token -> !token.isEmpty());
        Optional<String> token = auth.text("registrytoken").filter(text -> !text.isEmpty());
        if (token.isPresent()) {
            return Optional.of(new Credentials.RegistryToken(token.get()));
        }
        if (identity.isPresent()) {
            return Optional.of(new Credentials.IdentityToken(user, identity.get()));
        }
        String name = auth.text("username").filter(text -> !text.isEmpty()).orElse(user);
        String secret = auth.text("password").filter(text -> !text.isEmpty()).orElse(password);
        return name.isEmpty() ? Optional.empty() : Optional.of(new Credentials.Password(name, secret));
    }

    private static String decoded(String text, String registry) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new JsonException("'auth' of " + registry + " is not in base64");
        }
    }

    private static JsonObject entry(Credentials credentials) {
        JsonObject.Builder entry = JsonObject.builder();
        if (credentials instanceof Credentials.Password password) {
            entry.put("auth", encoded(password.user(), password.secret()));
        } else if (credentials instanceof Credentials.IdentityToken identity) {
            entry.put("auth", encoded(identity.user(), "")).put("identitytoken", identity.token());
        } else if (credentials instanceof Credentials.RegistryToken token) {
            entry.put("registrytoken", token.token());
        }
        return entry.build();
    }

    private static String encoded(String user, String secret) {
        return Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject withAuth(JsonObject config, String registry, Optional<JsonObject> entry) {
        JsonObject before = config.object("auths").orElse(JsonObject.EMPTY);
        JsonObject.Builder auths = before.toBuilder();
        for (String key : before.members().keySet()) {
            if (hostOf(key).equals(registry)) {
                auths.remove(key);
            }
        }
        entry.ifPresent(value -> auths.put(key(registry), value));
        return config.toBuilder().put("auths", auths.build()).build();
    }

    /** Docker keeps its own registry under the address that it once had. */
    private static String key(String registry) {
        return registry.equals(HUB) ? HUB_KEY : registry;
    }

    private static String hostOf(String key) {
        String text = key.replaceFirst("^https?://", "");
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? HUB : host;
    }

    private JsonObject read() throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return bytes.length == 0 ? JsonObject.EMPTY : Json.readObject(bytes);
        } catch (NoSuchFileException e) {
            return JsonObject.EMPTY;
        } catch (JsonException e) {
            // What the reader complains of is a piece of the file, and may be a secret; so may be its cause, by --debug.
            throw new IOException("cannot read '" + file + "': it is no JSON, or not as it should be");
        }
    }

    private void write(JsonObject config) throws IOException {
        Files.createDirectories(
                file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path fresh = file.resolveSibling("." + file.getFileName() + "." + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        try {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, Json.text(config, true) + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }
}
