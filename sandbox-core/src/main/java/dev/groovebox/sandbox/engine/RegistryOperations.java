package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.distribution.Distribution;
import dev.groovebox.sandbox.distribution.RemoteImages;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.operation.RegistryOperation;
import java.io.IOException;

/** What the engine does with registries. */
final class RegistryOperations {
    private final Distribution distribution;
    private final RemoteImages remote;
    private final TransportedImages transported;

    RegistryOperations(Distribution distribution, RemoteImages remote, TransportedImages transported) {
        this.distribution = distribution;
        this.remote = remote;
        this.transported = transported;
    }

    Object perform(RegistryOperation<?> operation, EventSink events) throws IOException, InterruptedException {
        if (operation instanceof RegistryOperation.Pull pull) {
            return transported.concerns(pull) ? transported.pull(pull, events) : distribution.pull(pull, events);
        }
        if (operation instanceof RegistryOperation.Push push) {
            return transported.concerns(push) ? transported.push(push, events) : distribution.push(push, events);
        }
        if (operation instanceof RegistryOperation.Login login) {
            return remote.login(login, events);
        }
        if (operation instanceof RegistryOperation.Logout logout) {
            return remote.logout(logout.registry(), events);
        }
        return performRemote(operation, events);
    }

    private Object performRemote(RegistryOperation<?> operation, EventSink events) throws IOException, InterruptedException {
        if (operation instanceof RegistryOperation.SearchImages search) {
            return remote.search(search, events);
        }
        if (operation instanceof RegistryOperation.ListTags tags) {
            return remote.tags(tags.repository(), events);
        }
        if (operation instanceof RegistryOperation.InspectManifest inspect) {
            return remote.manifest(inspect.reference(), events);
        }
        if (operation instanceof RegistryOperation.DeleteRemote delete) {
            return remote.delete(delete.reference(), events);
        }
        if (operation instanceof RegistryOperation.CopyRemote copy) {
            return transported.concerns(copy) ? transported.copy(copy, events) : remote.copy(copy, events);
        }
        if (operation instanceof RegistryOperation.ListReferrers list) {
            return remote.referrers(list.reference(), events);
        }
        return remote.attach((RegistryOperation.AttachArtifact) operation, events);
    }
}
