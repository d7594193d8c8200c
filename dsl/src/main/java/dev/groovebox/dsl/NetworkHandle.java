package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.NetworkOperation;
import dev.groovebox.sandbox.operation.NetworkSummary;

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

    public void remove() {
        context.cleanUp(new NetworkOperation.RemoveNetwork(name));
    }

    @Override
    public String toString() {
        return "network '" + name + "'";
    }
}
