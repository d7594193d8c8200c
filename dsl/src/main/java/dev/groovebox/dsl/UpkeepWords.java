package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.ContainerOperation;
import dev.groovebox.sandbox.operation.NetworkOperation;
import dev.groovebox.sandbox.operation.PruneReport;
import dev.groovebox.sandbox.operation.StoreFinding;
import dev.groovebox.sandbox.operation.SystemOperation;
import dev.groovebox.sandbox.operation.VolumeOperation;
import groovy.lang.Binding;
import java.util.List;
import java.util.Map;

/** The verbs that keep the engine and what it stores in order. */
public abstract class UpkeepWords extends EventWords {
    UpkeepWords() {}

    UpkeepWords(Binding binding) {
        super(binding);
    }

    @Word(value = "removes containers that do not run", takes = "() or olderThan:, label:, dryRun:",
            example = "pruneContainers olderThan: 2.days")
    public PruneReport pruneContainers(Map<String, ?> options) {
        NamedValues named = new NamedValues(Problems.FAIL, "pruneContainers", options, "olderThan", "label", "dryRun");
        return context().perform(new ContainerOperation.PruneContainers(
                named.before("olderThan"), named.pairs("label"), named.flag("dryRun")));
    }

    public PruneReport pruneContainers() {
        return pruneContainers(Map.of());
    }

    @Word(value = "removes networks that no container uses; answers their names", takes = "()",
            example = "pruneNetworks().each { println it }")
    public List<String> pruneNetworks() {
        return context().perform(new NetworkOperation.PruneNetworks());
    }

    @Word(value = "removes volumes that no container has, those without a name unless all: true; answers their names", takes = "() or all:",
            example = "pruneVolumes all: true")
    public List<String> pruneVolumes(Map<String, ?> options) {
        NamedValues named = new NamedValues(Problems.FAIL, "pruneVolumes", options, "all");
        return context().perform(new VolumeOperation.PruneVolumes(named.flag("all")));
    }

    public List<String> pruneVolumes() {
        return pruneVolumes(Map.of());
    }

    @Word(value = "makes again what others have taken from networks: bridges, rules; answers what was done", takes = "()",
            example = "repairNetworks().each { println it }")
    public List<String> repairNetworks() {
        return context().perform(new NetworkOperation.RepairNetworks());
    }

    @Word(value = "compares all that is stored with its digests; answers what is damaged", takes = "() or repair:",
            example = "checkStore(repair: true).each { println it.problem() }")
    public List<StoreFinding> checkStore(Map<String, ?> options) {
        NamedValues named = new NamedValues(Problems.FAIL, "checkStore", options, "repair");
        return context().perform(new SystemOperation.CheckStore(named.flag("repair")));
    }

    public List<StoreFinding> checkStore() {
        return checkStore(Map.of());
    }

    @Word(value = "facts of this machine and of the engine on it, by their names", takes = "()",
            example = "systemInfo().each { name, value -> println \"$name: $value\" }")
    public Map<String, String> systemInfo() {
        return context().perform(new SystemOperation.DescribeSystem()).facts();
    }

    @Word(value = "starts what a reboot has ended, as restart policies want it; answers the names", takes = "()",
            example = "bootContainers().each { println it }")
    public List<String> bootContainers() {
        return context().perform(new ContainerOperation.BootContainers());
    }
}
