package dev.groovebox.dsl;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.operation.FoundImage;
import dev.groovebox.sandbox.operation.Referrer;
import dev.groovebox.sandbox.operation.RegistryOperation;
import dev.groovebox.sandbox.operation.RemoteManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** What {@code registry('host')} answers. */
public final class RegistryHandle {
    private static final int MOST_FOUND = 100;

    private final ScriptContext context;
    private final String host;

    RegistryHandle(ScriptContext context, String host) {
        this.context = context;
        this.host = host;
    }

    public List<String> tags(String repository) {
        return context.perform(new RegistryOperation.ListTags(host + "/" + repository));
    }

    /** Repositories whose name has the text in it. */
    public List<FoundImage> search(String term) {
        return context.perform(new RegistryOperation.SearchImages(host, term, MOST_FOUND));
    }

    /** @param name "hello:latest" or "hello@sha256:..." */
    public RemoteManifest manifest(String name) {
        return context.perform(new RegistryOperation.InspectManifest(host + "/" + name));
    }

    public List<Referrer> referrers(String name) {
        return context.perform(new RegistryOperation.ListReferrers(host + "/" + name));
    }

    /**
     * Attaches a file, such as an SBOM, to an image.
     *
     * @param options type: what the file is, such as 'application/spdx+json'; annotations: notes about it
     */
    public Referrer attach(Map<String, ?> options, String name, String file) {
        NamedValues named = new NamedValues(Problems.FAIL, "attach", options, "type", "annotations");
        if (named.text("type").isEmpty()) {
            Problems.FAIL.problem("attach", "attach needs what the file is: type: 'application/spdx+json'");
        }
        return context.perform(new RegistryOperation.AttachArtifact(
                host + "/" + name, named.text("type").orElseThrow(), content(file), named.pairs("annotations")));
    }

    private byte[] content(String file) {
        try {
            return Files.readAllBytes(context.resolve(file));
        } catch (IOException e) {
            throw new EngineException(new Failure(FailureKind.NOT_FOUND, "cannot read", file, Failure.reasonOf(e), ""), e);
        }
    }

    public void delete(String name) {
        context.perform(new RegistryOperation.DeleteRemote(host + "/" + name));
    }

    @Override
    public String toString() {
        return host;
    }
}
