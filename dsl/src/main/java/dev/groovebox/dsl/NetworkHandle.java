package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.NetworkOperation;
import dev.groovebox.sandbox.operation.NetworkSummary;
import java.util.Map;

/** A network that a script has made or found. */
public final class NetworkHandle {
    private final ScriptContext context;
    private final String name;

    NetworkHandle(ScriptContext context, String name) {
        this.context = context;
        this.name = name;
    }

    public String getName() {
        return name;
    }

    /** As it is now: ranges, containers ... */
    public NetworkSummary inspect() {
        return context.perform(new NetworkOperation.InspectNetwork(name));
    }

    /** Puts a container on it too, at once if it runs. */
    public void connect(String container) {
        connect(Map.of(), container);
    }

    /** @param options alias:, ip: and mac: */
    public void connect(Map<String, ?> options, String container) {
        context.perform(new NetworkOperation.ConnectNetwork(
                AttachmentWords.read(Problems.FAIL, "connect", options, name), container));
    }

    public void connect(StartedContainer container) {
        connect(container.getId());
    }

    public void connect(Map<String, ?> options, StartedContainer container) {
        connect(options, container.getId());
    }

    /** Takes a container off it. */
    public void disconnect(String container) {
        context.cleanUp(new NetworkOperation.DisconnectNetwork(name, container));
    }

    public void disconnect(StartedContainer container) {
        disconnect(container.getId());
    }

    public void remove() {
        context.cleanUp(new NetworkOperation.RemoveNetwork(name));
    }

    @Override
    public String toString() {
        return "network '" + name + "'";
    }
}
