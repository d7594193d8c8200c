package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.operation.NetworkOperation;
import dev.groovebox.sandbox.spec.AddressRange;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells what would be done to networks. */
record PlannedNetworks(Consumer<String> plan) {
    /** The answer of a success; empty when the operation only reads. */
    Optional<Object> tell(NetworkOperation<?> operation) {
        if (operation instanceof NetworkOperation.CreateNetwork create) {
            plan.accept("create network " + create.definition().name() + ", driver " + create.definition().driver().word());
            for (AddressRange range : create.definition().ranges()) {
                plan.accept("    subnet: " + range.subnet());
            }
            if (create.definition().internal()) {
                plan.accept("    internal: yes");
            }
            return Optional.of(create.definition().name());
        }
        if (operation instanceof NetworkOperation.RemoveNetwork remove) {
            return told("remove network " + remove.network(), remove.network());
        }
        if (operation instanceof NetworkOperation.PruneNetworks) {
            return told("remove unused networks", List.of());
        }
        if (operation instanceof NetworkOperation.ConnectNetwork connect) {
            return told("connect container " + connect.container() + " to network " + connect.attachment().network(), connect.container());
        }
        if (operation instanceof NetworkOperation.DisconnectNetwork disconnect) {
            return told("disconnect container " + disconnect.container() + " from network " + disconnect.network(), disconnect.container());
        }
        if (operation instanceof NetworkOperation.RepairNetworks) {
            return told("repair networks", List.of());
        }
        return Optional.empty();
    }

    private Optional<Object> told(String line, Object answer) {
        plan.accept(line);
        return Optional.of(answer);
    }
}
