package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.ContainerOperation.UpdateContainer;
import dev.groovebox.sandbox.spec.Limits;
import dev.groovebox.sandbox.spec.RestartPolicy;
import java.util.Map;
import java.util.Optional;

/** Reads what is to be changed of a container that is there. */
final class UpdateWords {
    private UpdateWords() {}

    static UpdateContainer read(String container, Map<String, ?> changes) {
        NamedValues named = new NamedValues(Problems.FAIL, "update", changes, "memory", "memorySwap", "memoryReservation", "cpus",
                "cpuShares", "cpusetCpus", "cpusetMems", "pids", "blkioWeight", "restart");
        if (changes.isEmpty()) {
            Problems.FAIL.problem("update", "update takes what is to be changed: update memory: 128.mb");
        }
        Limits limits = new Limits(
                named.bytes("memory"),
                named.bytes("memorySwap"),
                named.bytes("memoryReservation"),
                named.decimal("cpus"),
                named.integer("cpuShares"),
                named.text("cpusetCpus"),
                named.text("cpusetMems"),
                named.whole("pids"),
                named.integer("blkioWeight"));
        return new UpdateContainer(container, limits, named.text("restart").flatMap(text -> policy(named, text)));
    }

    private static Optional<RestartPolicy> policy(NamedValues named, String text) {
        Optional<RestartPolicy> policy = RestartPolicy.parse(text);
        if (policy.isEmpty()) {
            named.wrong("restart", "no, always, unless-stopped or on-failure[:n]");
        }
        return policy;
    }
}
