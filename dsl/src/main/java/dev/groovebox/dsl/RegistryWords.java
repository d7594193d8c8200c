package dev.groovebox.dsl;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.operation.FoundImage;
import dev.groovebox.sandbox.operation.LayerCompression;
import dev.groovebox.sandbox.operation.PulledImage;
import dev.groovebox.sandbox.operation.PushedImage;
import dev.groovebox.sandbox.operation.RegistryOperation;
import dev.groovebox.sandbox.operation.Secret;
import groovy.lang.Binding;
import groovy.lang.Script;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The verbs about registries. */
public abstract class RegistryWords extends Script {
    private static final String HUB = "docker.io";
    private static final int MOST_FOUND = 25;

    RegistryWords() {}

    RegistryWords(Binding binding) {
        super(binding);
    }

    abstract ScriptContext context();

    @Word(value = "brings an image from its registry, or sees that it is here as it is there", takes = "an image's name; allTags: true for all of a repository",
            example = "pull 'debian:bookworm'")
    public List<PulledImage> pull(String image) {
        return pull(Map.of(), image);
    }

    public List<PulledImage> pull(Map<String, ?> options, String image) {
        NamedValues named = new NamedValues(Problems.FAIL, "pull", options, "allTags", "platform");
        return context().perform(new RegistryOperation.Pull(
                image, platform("pull", named), named.flag("allTags")));
    }

    @Word(value = "brings an image into a registry", takes = "an image's name; to: its name there, compression: 'zstd'",
            example = "push 'hello', to: 'registry.example.com/hello:1'")
    public PushedImage push(String image) {
        return push(Map.of(), image);
    }

    public PushedImage push(Map<String, ?> options, String image) {
        NamedValues named = new NamedValues(Problems.FAIL, "push", options, "to", "compression");
        return context().perform(
                new RegistryOperation.Push(image, named.text("to"), false, compression("push", named))).get(0);
    }

    @Word(value = "brings all that is here of a repository into its registry", takes = "the name without a tag; compression: 'zstd'",
            example = "pushAllTags('registry.example.com/hello').each { println it.digest() }")
    public List<PushedImage> pushAllTags(String repository) {
        return pushAllTags(Map.of(), repository);
    }

    public List<PushedImage> pushAllTags(Map<String, ?> options, String repository) {
        NamedValues named = new NamedValues(Problems.FAIL, "pushAllTags", options, "compression");
        return context().perform(
                new RegistryOperation.Push(repository, Optional.empty(), true, compression("pushAllTags", named)));
    }

    private static LayerCompression compression(String word, NamedValues named) {
        return named.text("compression")
                .map(text -> Texts.read(word, () -> LayerCompression.parse(text)))
                .orElse(LayerCompression.AS_IT_IS);
    }

    @Word(value = "copies an image between registries with all its platforms, or from and to a place such as oci:DIR:TAG",
            takes = "its name and to:; platform: for one alone",
            example = "copyImage 'registry.example.com/hello:1', to: 'mirror.example.com/hello:1'")
    public PushedImage copyImage(Map<String, ?> options, String source) {
        NamedValues named = new NamedValues(Problems.FAIL, "copyImage", options, "to", "platform");
        if (named.text("to").isEmpty()) {
            Problems.FAIL.problem("copyImage", "copyImage needs a target: to: 'registry.example.com/hello:1'");
        }
        return context().perform(new RegistryOperation.CopyRemote(source, named.text("to").orElseThrow(), platform("copyImage", named)));
    }

    private static Optional<Platform> platform(String word, NamedValues named) {
        return named.text("platform").map(text -> Texts.read(word, () -> Platform.parse(text)));
    }

    @Word(value = "proves who you are to a registry, and keeps the credentials", takes = "a registry's host; user: and password:",
            example = "login 'registry.example.com', user: 'ops', password: 'secret'")
    public void login(Map<String, ?> options, String registry) {
        NamedValues named = new NamedValues(Problems.FAIL, "login", options, "user", "password");
        Optional<String> user = named.text("user");
        Optional<String> password = named.text("password");
        if (user.isEmpty() || password.isEmpty()) {
            Problems.FAIL.problem("login", "login needs user: and password:");
            return;
        }
        context().perform(new RegistryOperation.Login(registry, user.get(), new Secret(password.get())));
    }

    @Word(value = "forgets a registry's credentials", takes = "a registry's host", example = "logout 'registry.example.com'")
    public void logout(String registry) {
        context().perform(new RegistryOperation.Logout(registry));
    }

    @Word(value = "a registry, to ask for tags and manifests", takes = "its host",
            example = "registry('registry.example.com').tags('hello').each { println it }")
    public RegistryHandle registry(String host) {
        return new RegistryHandle(context(), host);
    }

    @Word(value = "images of docker.io by a word", takes = "text; limit: 25 unless said", example = "search('redis').each { println it.name }")
    public List<FoundImage> search(Map<String, ?> options, String term) {
        NamedValues named = new NamedValues(Problems.FAIL, "search", options, "limit");
        return context().perform(new RegistryOperation.SearchImages(HUB, term, named.integer("limit").orElse(MOST_FOUND)));
    }

    public List<FoundImage> search(String term) {
        return search(Map.of(), term);
    }

    @Word(value = "pins what images are built on to the digests in a file; --update-lock renews them",
            takes = "a file's path", example = "lock 'images.lock'")
    public void lock(String file) {
        boolean update = getBinding().hasVariable("args")
                && getBinding().getVariable("args") instanceof Object[] args && List.of(args).contains("--update-lock");
        context().lock(new ImageLock(context().resolve(file), update));
    }
}
