package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Digests;
import dev.groovebox.sandbox.build.copy.CopyRequest;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.spec.BuildStep;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gets the files that ADD names by an address. */
final class Downloads {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final long MOST_BYTES = 64L << 30;
    private static final int OK = 200;

    private final BuildSession session;

    Downloads(BuildSession session) {
        this.session = session;
    }

    static boolean isAddress(String source) {
        return source.startsWith("http://") || source.startsWith("https://") || source.startsWith("git@")
                || source.startsWith("git://") || source.startsWith("ssh://");
    }

    List<CopyRequest.Fetched> fetch(BuildStep.Add add) throws IOException, InterruptedException {
        List<String> addresses = add.sources().stream().filter(Downloads::isAddress).toList();
        if (!add.checksum().isEmpty() && (addresses.size() != 1 || add.sources().size() != 1)) {
            throw refused(add.checksum(), "a checksum is of exactly one address");
        }
        List<CopyRequest.Fetched> fetched = new ArrayList<>();
        for (String address : addresses) {
            fetched.add(fetch(address, add.target(), checksum(add)));
        }
        return fetched;
    }

    private static Optional<Digest> checksum(BuildStep.Add add) {
        try {
            return add.checksum().isEmpty() ? Optional.empty() : Optional.of(Digest.parse(add.checksum()));
        } catch (IllegalArgumentException e) {
            throw refused(add.checksum(), "the checksum has not the form sha256:HEX");
        }
    }

    private CopyRequest.Fetched fetch(String address, String target, Optional<Digest> checksum)
            throws IOException, InterruptedException {
        if (!address.startsWith("http") || address.endsWith(".git") || address.contains(".git#")) {
            throw new EngineException(FailureKind.INVALID, "cannot add", address, "it is a git repository, and ADD takes none",
                    "clone it into the context");
        }
        URI uri = uri(address);
        Path folder = session.staging().newFolder();
        String name = name(uri, target);
        Path file = folder.resolve(name);
        HttpResponse<InputStream> response = answer(uri);
        String digest = save(response, address, file);
        if (checksum.isPresent() && !checksum.get().hex().equals(digest)) {
            throw refused(address, "its checksum is sha256:" + digest + ", not " + checksum.get());
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(file, FileTime.from(modified(response)));
        return new CopyRequest.Fetched(name, folder);
    }

    private static URI uri(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw refused(address, "it is no address: " + e.getMessage());
        }
    }

    /** A target that is no folder gives the name itself. */
    private static String name(URI uri, String target) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
            return name;
        }
        if (target.endsWith("/")) {
            throw refused(uri.toString(), "its path ends with no file's name; name the file in the target");
        }
        return "file";
    }

    private static HttpResponse<InputStream> answer(URI uri) throws InterruptedException {
        HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT_TIMEOUT).build();
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT).header("Accept-Encoding", "identity").build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException | IllegalArgumentException e) {
            throw refused(uri.toString(), Failure.reasonOf(e));
        }
    }

    private static String save(HttpResponse<InputStream> response, String address, Path file) throws IOException {
        if (response.statusCode() != OK) {
            response.body().close();
            throw refused(address, "the server answers with status " + response.statusCode());
        }
        MessageDigest hash = Digests.hash("sha256");
        try (InputStream body = response.body();
                DigestOutputStream out = new DigestOutputStream(Files.newOutputStream(file), hash)) {
            byte[] buffer = new byte[1 << 16];
            long total = 0;
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                total += count;
                if (total > MOST_BYTES) {
                    throw refused(address, "it has more than " + MOST_BYTES + " bytes");
                }
                out.write(buffer, 0, count);
            }
        }
        return Digests.end("sha256", hash).hex();
    }

    private static Instant modified(HttpResponse<?> response) {
        return response.headers().firstValue("Last-Modified").flatMap(text -> {
            try {
                return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            } catch (DateTimeParseException unreadable) {
                return Optional.empty();
            }
        }).orElse(Instant.EPOCH);
    }

    private static EngineException refused(String address, String cause) {
        return new EngineException(FailureKind.INVALID, "cannot add", address, cause, "");
    }
}
