package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.PruneContainers;
import dev.groovebox.sandbox.operation.ImageOperation.PruneImages;
import dev.groovebox.sandbox.operation.NetworkOperation.PruneNetworks;
import dev.groovebox.sandbox.operation.PruneReport;
import dev.groovebox.sandbox.operation.PruneRules;
import dev.groovebox.sandbox.operation.VolumeOperation.PruneVolumes;
import dev.groovebox.shell.console.Confirmation;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.PruneFilters;
import dev.groovebox.shell.render.PruneText;
import dev.groovebox.shell.session.Session;
import java.util.List;
import java.util.OptionalInt;

/** The prunings of containers, networks, volumes and images, in the order in which one frees what the next takes. */
final class SystemPruneCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("system prune", "[OPTIONS]", "Remove what is not used: containers, networks, images")
                .flag("-a --all", "Also images that have a name and no container")
                .value("--filter", "FILTER", "Of containers and images: " + PruneFilters.HELP)
                .flag("-f --force", "Do not ask")
                .flag("--volumes", "Also volumes without a name that no container has");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        arguments.expectNoWords();
        PruneFilters filters = PruneFilters.of(arguments.list("--filter"));
        if (!arguments.flag("-f") && !Confirmation.given(session.console(), warning(arguments))) {
            return 0;
        }
        PruneReport containers = session.perform(new PruneContainers(filters.before(), filters.labels(), false));
        print("Containers", containers.lines(), session);
        print("Networks", session.perform(new PruneNetworks()), session);
        if (arguments.flag("--volumes")) {
            print("Volumes", session.perform(new PruneVolumes(false)), session);
        }
        PruneReport images = session.perform(new PruneImages(
                new PruneRules(arguments.flag("-a"), filters.before(), filters.labels(), OptionalInt.empty()), false));
        print("Images", images.lines(), session);
        session.console().print(PruneText.total(containers.reclaimedBytes() + images.reclaimedBytes(), false));
        return 0;
    }

    private static String warning(Arguments arguments) {
        return "This will remove all containers that do not run, all networks that no container uses, "
                + (arguments.flag("--volumes") ? "all volumes without a name that no container has, " : "")
                + (arguments.flag("-a") ? "all images without at least one container that uses them." : "and all images without a name.");
    }

    private static void print(String what, List<String> gone, Session session) {
        session.console().print(PruneText.section(what, gone, false));
    }
}
