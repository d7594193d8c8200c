package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ImageOperation.PruneImages;
import dev.groovebox.shell.console.Confirmation;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.PruneOptions;
import dev.groovebox.shell.render.PruneText;
import dev.groovebox.shell.session.Session;

final class ImagePruneCommand implements Command {
    @Override
    public Grammar grammar() {
        return PruneOptions.addTo(new Grammar(
                "image prune", "[OPTIONS]", "Remove images without a name, and what killed commands have left"));
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        arguments.expectNoWords();
        PruneOptions options = PruneOptions.of(arguments);
        String asked = options.rules().all()
                ? "This will remove all images without at least one container that uses them."
                : "This will remove all images without a name.";
        if (!options.dryRun() && !options.force() && !Confirmation.given(session.console(), asked)) {
            return 0;
        }
        session.console().print(PruneText.lines("Images", session.perform(new PruneImages(options.rules(), options.dryRun())), options.dryRun()));
        return 0;
    }
}
