package dev.groovebox.sandbox.distribution;

import dev.groovebox.registry.auth.Credentials;
import dev.groovebox.registry.client.Registries;
import dev.groovebox.registry.client.Repository;
import dev.groovebox.registry.endpoint.ManifestContent;
import dev.groovebox.registry.endpoint.SearchIndex;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.operation.FoundImage;
import dev.groovebox.sandbox.operation.PushedImage;
import dev.groovebox.sandbox.operation.Referrer;
import dev.groovebox.sandbox.operation.RegistryOperation.AttachArtifact;
import dev.groovebox.sandbox.operation.RegistryOperation.CopyRemote;
import dev.groovebox.sandbox.operation.RegistryOperation.Login;
import dev.groovebox.sandbox.operation.RegistryOperation.SearchImages;
import dev.groovebox.sandbox.operation.RemoteManifest;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What is done in registries without this machine's images. */
public final class RemoteImages {
    private final EnginePaths paths;
    private final RegistryAccess access;

    public RemoteImages(EnginePaths paths, RegistryAccess access) {
        this.paths = paths;
        this.access = access;
    }

    /** Where the credentials are kept. */
    public String login(Login login, EventSink events) throws IOException, InterruptedException {
        String registry = host("cannot log in to", login.registry());
        try (Registries registries = access.open(events)) {
            Credentials kept = RegistryFailures.named("cannot log in to", registry, () ->
                    registries.login(registry, new Credentials.Password(login.user(), login.password().text())));
            access.credentials().own().store(registry, kept);
            return access.credentials().own().file().toString();
        }
    }

    public String logout(String text, EventSink events) throws IOException {
        String registry = host("cannot log out from", text);
        boolean erased = access.credentials().own().erase(registry);
        for (Path file : access.credentials().elsewhere(registry)) {
            events.accept(new Event.Warning("'" + file + "' still has credentials for " + registry));
        }
        return erased ? "Removed login credentials for " + registry : "Not logged in to " + registry;
    }

    public List<FoundImage> search(SearchImages search, EventSink events) throws IOException, InterruptedException {
        String registry = host("cannot search", search.registry());
        try (Registries registries = access.open(events)) {
            List<SearchIndex.Found> found = RegistryFailures.named("cannot search", registry, () ->
                    registries.registry(registry).search(search.term(), search.limit()));
            return found.stream()
                    .map(image -> new FoundImage(image.name(), image.description(), image.stars(), image.official()))
                    .toList();
        }
    }

    public List<String> tags(String text, EventSink events) throws IOException, InterruptedException {
        return in("cannot list tags of", Distribution.reference("cannot list tags of", text), events, Repository::tags);
    }

    public RemoteManifest manifest(String text, EventSink events) throws IOException, InterruptedException {
        Reference name = Distribution.reference("cannot inspect", text).withDefaultTag();
        ManifestContent content = in("cannot inspect", name, events, repository -> repository.manifest(name.tagOrDigest()));
        return new RemoteManifest(name.familiar(), content.digest().toString(), content.mediaType(),
                new String(content.bytes(), StandardCharsets.UTF_8));
    }

    public String delete(String text, EventSink events) throws IOException, InterruptedException {
        Reference name = Distribution.reference("cannot delete", text);
        if (name.tag().isEmpty() && name.digest().isEmpty()) {
            throw new EngineException(FailureKind.INVALID, "cannot delete", text, "neither a tag nor a digest is given", "");
        }
        return in("cannot delete", name, events, repository -> {
            repository.delete(name.tagOrDigest());
            return name.familiar();
        });
    }

    public PushedImage copy(CopyRemote copy, EventSink events) throws IOException, InterruptedException {
        Reference source = Distribution.reference("cannot copy", copy.source()).withDefaultTag();
        Reference target = Distribution.target("cannot copy to", copy.target());
        try (Registries registries = access.open(events)) {
            BlobSources sources = new BlobSources(paths);
            ManifestContent top = RegistryFailures.named("cannot copy", source.familiar() + " to " + target.familiar(), () ->
                    new ImageCopy(registries.repository(source), source)
                            .copy(copy.platform(), new ImagePush(registries, sources, target, events)));
            return new PushedImage(target.familiar(), top.digest().toString(), top.bytes().length);
        }
    }

    public List<Referrer> referrers(String text, EventSink events) throws IOException, InterruptedException {
        Reference name = Distribution.reference("cannot list referrers of", text).withDefaultTag();
        return in("cannot list referrers of", name, events, repository ->
                repository.referrers().list(digest(repository, name)).stream().map(RemoteImages::referrer).toList());
    }

    public Referrer attach(AttachArtifact attach, EventSink events) throws IOException, InterruptedException {
        Reference name = Distribution.reference("cannot attach to", attach.reference()).withDefaultTag();
        return in("cannot attach to", name, events, repository -> referrer(repository.referrers().attach(
                repository.manifest(name.tagOrDigest()).descriptor(), attach.type(), attach.content(), attach.annotations())));
    }

    private static Referrer referrer(Descriptor artifact) {
        return new Referrer(artifact.digest().toString(), artifact.artifactType().orElse(""), artifact.size(), artifact.annotations());
    }

    private static Digest digest(Repository repository, Reference name) throws IOException {
        return name.digest().isPresent() ? name.digest().get() : repository.manifest(name.tagOrDigest()).digest();
    }

    private interface Question<R> {
        R ask(Repository repository) throws IOException;
    }

    private <R> R in(String action, Reference name, EventSink events, Question<R> question)
            throws IOException, InterruptedException {
        try (Registries registries = access.open(events)) {
            return RegistryFailures.named(action, name.familiar(), () -> question.ask(registries.repository(name)));
        }
    }

    /** A registry as it is written in references. */
    private static String host(String action, String text) {
        String host = text.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        if (host.isEmpty() || host.equals("index.docker.io")) {
            return Reference.DEFAULT_REGISTRY;
        }
        String registry = Distribution.reference(action, host + "/x").registry();
        if (!registry.equals(host)) {
            throw new EngineException(FailureKind.INVALID, action, text, "that is no registry's host", "give HOST or HOST:PORT");
        }
        return registry;
    }
}
