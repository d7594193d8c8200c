package dev.groovebox.registry.oci;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image, read as docker reads it: "hello" is docker.io/library/hello.
 *
 * @param registry host and port: "docker.io", "localhost:5000"
 * @param repository the path without the registry: "library/hello"
 */
public record Reference(String registry, String repository, Optional<String> tag, Optional<Digest> digest) {
    public static final String DEFAULT_REGISTRY = "docker.io";
    public static final String DEFAULT_TAG = "latest";

    private static final String LIBRARY = "library/";
    private static final int MOST_LENGTH = 255;
    private static final Pattern REGISTRY = Pattern.compile(
            "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
                    + "|\\[[a-fA-F0-9:]+])(?::[0-9]{1,5})?");
    private static final String COMPONENT = "[a-z0-9]++(?:(?:\\.|_|__|-++)[a-z0-9]++)*+";
    private static final Pattern REPOSITORY = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*+");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern IDENTIFIER = Pattern.compile("[a-f0-9]{64}");

    public Reference {
        if (!REGISTRY.matcher(registry).matches()) {
            throw new IllegalArgumentException("'" + registry + "' is no registry's host name");
        }
        if (!REPOSITORY.matcher(repository).matches()) {
            throw new IllegalArgumentException(
                    "'" + repository + "' is no repository name: lower-case letters and digits, parted by '.', '_', '-', '/'");
        }
        if (registry.length() + 1 + repository.length() > MOST_LENGTH) {
            throw new IllegalArgumentException("a name of more than " + MOST_LENGTH + " characters");
        }
        tag.filter(text -> !TAG.matcher(text).matches()).ifPresent(text -> {
            throw new IllegalArgumentException(
                    "'" + text + "' is no tag: at most 128 letters, digits, '_', '.', '-', not beginning with '.' or '-'");
        });
    }

    /** @throws IllegalArgumentException when the text is no reference; the message says which part */
    public static Reference parse(String text) {
        if (IDENTIFIER.matcher(text).matches()) {
            throw new IllegalArgumentException("64 hexadecimal digits are an id, not a name");
        }
        String rest = text;
        Optional<Digest> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(Digest.parse(rest.substring(at + 1)));
            rest = rest.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = Optional.of(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
        }
        return ofName(rest, tag, digest);
    }

    /** By what its manifest is asked for. */
    public String tagOrDigest() {
        return digest.map(Digest::toString).orElseGet(() -> tag.orElse(DEFAULT_TAG));
    }

    private static Reference ofName(String name, Optional<String> tag, Optional<Digest> digest) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        if (!isRegistry(first)) {
            return new Reference(DEFAULT_REGISTRY, slash < 0 ? LIBRARY + name : name, tag, digest);
        }
        String registry = first.equals("index.docker.io") ? DEFAULT_REGISTRY : first;
        String repository = name.substring(slash + 1);
        boolean official = registry.equals(DEFAULT_REGISTRY) && repository.indexOf('/') < 0;
        return new Reference(registry, official ? LIBRARY + repository : repository, tag, digest);
    }

    /** Docker's rule: only a dot, a port, "localhost" or an upper-case letter make the first part a host. */
    private static boolean isRegistry(String first) {
        return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost")
                || first.chars().anyMatch(Character::isUpperCase);
    }

    /** With the tag "latest" where neither tag nor digest is given. */
    public Reference withDefaultTag() {
        return tag.isPresent() || digest.isPresent() ? this : withTag(DEFAULT_TAG);
    }

    public Reference withTag(String value) {
        return new Reference(registry, repository, Optional.of(value), digest);
    }

    /** Registry and repository: "docker.io/library/hello". */
    public String name() {
        return registry + "/" + repository;
    }

    /** All of it: "docker.io/library/hello:latest". */
    public String full() {
        return name() + suffix();
    }

    /** As people write it: "hello:latest". */
    public String familiar() {
        return familiarName() + suffix();
    }

    /** As people write it, without tag and digest: "hello". */
    public String familiarName() {
        if (!registry.equals(DEFAULT_REGISTRY)) {
            return name();
        }
        // Docker's own short form of docker.io/a.b/c would be read as a repository of the registry a.b.
        if (repository.indexOf('/') > 0 && isRegistry(repository.substring(0, repository.indexOf('/')))) {
            return name();
        }
        boolean official = repository.startsWith(LIBRARY) && repository.indexOf('/') == repository.lastIndexOf('/');
        return official ? repository.substring(LIBRARY.length()) : repository;
    }

    private String suffix() {
        return tag.map(text -> ":" + text).orElse("") + digest.map(value -> "@" + value).orElse("");
    }

    /** A record's own would be linked at its first use, which is felt at each start of a command. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Reference reference && full().equals(reference.full());
    }

    @Override
    public int hashCode() {
        return full().hashCode();
    }

    @Override
    public String toString() {
        return full();
    }
}
