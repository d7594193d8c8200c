package dev.groovebox.registry.auth;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Programs named docker-credential-NAME that keep secrets (docker/docker-credential-helpers): get, store, erase. */
public final class CredentialHelpers {
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 1 << 20;
    /** In place of a user's name, says that the secret is an identity token. */
    private static final String TOKEN = "<token>";
    private static final String NONE = "credentials not found";

    private final List<Path> folders;
    private final Duration most;

    public CredentialHelpers() {
        this(folders(System.getenv()), USUAL);
    }

    /**
     * @param folders where the programs are looked for
     * @param most time that one may take; one that asks a user on a terminal that nobody sees would wait for ever
     */
    public CredentialHelpers(List<Path> folders, Duration most) {
        this.folders = List.copyOf(folders);
        this.most = most;
    }

    /** Those of PATH; a relative one could be anywhere. */
    static List<Path> folders(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        for (String folder : environment.getOrDefault("PATH", "").split(":")) {
            if (folder.startsWith("/")) {
                folders.add(Path.of(folder));
            }
        }
        return folders;
    }

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

    private Answer run(String helper, String verb, String input) throws IOException {
        if (!helper.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IOException("'" + helper + "' is no name of a credential helper");
        }
        ProcessBuilder builder = new ProcessBuilder(program("docker-credential-" + helper), verb);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException("cannot start docker-credential-" + helper + ", which the configuration names", e);
        }
        try {
            FutureTask<Answer> talk = new FutureTask<>(() -> talk(process, input));
            Thread thread = new Thread(talk, "credential helper");
            thread.setDaemon(true);
            thread.start();
            return talk.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("docker-credential-" + helper + " " + verb + " did not end within " + most.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new IOException("docker-credential-" + helper + " " + verb + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            end(process);
        }
    }

    private String program(String name) throws IOException {
        for (Path folder : folders) {
            Path program = folder.resolve(name);
            if (Files.isExecutable(program) && !Files.isDirectory(program)) {
                return program.toString();
            }
        }
        throw new IOException("cannot start " + name + ", which the configuration names: it is not in PATH");
    }

    private static Answer talk(Process process, String input) throws IOException, InterruptedException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It may have answered without reading what it was asked; how it ends tells.
        }
        String text = new String(process.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), text);
    }

    /** What it started holds our pipe too, and would keep the reading thread. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** What it wrote may hold the secret. */
    private static IOException failed(String helper, String verb) {
        return new IOException("docker-credential-" + helper + " " + verb + " failed");
    }
}
