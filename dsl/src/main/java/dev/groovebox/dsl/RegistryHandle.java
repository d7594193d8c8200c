package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.FoundImage;
import dev.groovebox.sandbox.operation.Referrer;
import dev.groovebox.sandbox.operation.RegistryOperation;
import dev.groovebox.sandbox.operation.RemoteManifest;
import java.util.List;

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

    public void delete(String name) {
        context.perform(new RegistryOperation.DeleteRemote(host + "/" + name));
    }

    @Override
    public String toString() {
        return host;
    }
}
