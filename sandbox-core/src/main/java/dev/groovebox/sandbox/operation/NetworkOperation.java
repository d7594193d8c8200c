package dev.groovebox.sandbox.operation;

import dev.groovebox.sandbox.spec.NetworkDefinition;
import dev.groovebox.sandbox.spec.NetworkSpec;
import java.util.List;

/** What the engine does to networks. */
public sealed interface NetworkOperation<R> extends Operation<R> {
    /** Answers the network's id. */
    record CreateNetwork(NetworkDefinition definition) implements NetworkOperation<String> {}

    record ListNetworks() implements NetworkOperation<List<NetworkSummary>> {}

    record InspectNetwork(String network) implements NetworkOperation<NetworkSummary> {}

    /** Refused while a container uses it. */
    record RemoveNetwork(String network) implements NetworkOperation<String> {}

    /** Removes networks that nobody uses; of the default one only what the kernel has. Answers their names. */
    record PruneNetworks() implements NetworkOperation<List<String>> {}

    /** Puts a container on one more network, at once if it runs. */
    record ConnectNetwork(NetworkSpec.Attachment attachment, String container) implements NetworkOperation<String> {}

    record DisconnectNetwork(String network, String container) implements NetworkOperation<String> {}

    /** Makes true again what others have changed: answers what was done, a line each. */
    record RepairNetworks() implements NetworkOperation<List<String>> {}
}
