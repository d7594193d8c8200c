package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ImageOperation.PruneImages;
import dev.groovebox.sandbox.operation.NetworkOperation.PruneNetworks;
import dev.groovebox.sandbox.operation.PruneRules;
import dev.groovebox.sandbox.operation.SystemOperation.MeasureDisk;
import dev.groovebox.sandbox.operation.VolumeOperation.PruneVolumes;
import dev.groovebox.shell.console.Confirmation;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.render.HumanSize;
import dev.groovebox.shell.session.Session;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** In docker's order: what containers stood on is unused once they are gone. The build cache stays. */
final class SystemPruneCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("system prune", "[OPTIONS]", "Remove stopped containers, and networks and images that are then unused")
                .flag("-a --all", "Also images that have a name and no container")
                .flag("-f --force", "Do not ask")
                .flag("--volumes", "Also volumes without a name that no container has");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        arguments.expectNoWords();
        boolean all = arguments.flag("-a");
        boolean volumes = arguments.flag("--volumes");
        if (!arguments.flag("-f") && !Confirmation.given(session.console(), warning(all, volumes))) {
            return 0;
        }
        // Measured, since not every pruning knows what it gave back.
        long before = session.perform(new MeasureDisk()).totalBytes();
        int code = StoppedContainers.prune(session);
        Deleted.print("Networks", session.perform(new PruneNetworks()), session);
        if (volumes) {
            Deleted.print("Volumes", session.perform(new PruneVolumes(false)), session);
        }
        PruneRules rules = new PruneRules(all, Optional.empty(), Map.of(), OptionalInt.empty());
        Deleted.print("Images", session.perform(new PruneImages(rules, false)).lines(), session);
        long after = session.perform(new MeasureDisk()).totalBytes();
        session.console().print("Total reclaimed space: " + HumanSize.of(Math.max(0, before - after)));
        return code;
    }

    private static String warning(boolean all, boolean volumes) {
        return "This will remove all stopped containers, all networks that no container uses, "
                + (volumes ? "all volumes without a name that no container has, " : "")
                + (all ? "and all images without a container." : "and all images without a name.");
    }
}
