package dev.groovebox.shell.option;

import dev.groovebox.sandbox.operation.ImageOperation.InspectImage;
import dev.groovebox.sandbox.operation.RegistryOperation.Pull;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;

/** Whether an image is asked of its registry before a container is made of it: docker's --pull. */
public final class PullOptions {
    private PullOptions() {}

    static Grammar addTo(Grammar grammar) {
        return grammar
                .value("--pull", "missing|always|never", "When to pull the image; when it is missing unless said")
                .value("--platform", "OS/ARCH[/VARIANT]", "The platform of the image, instead of this machine's");
    }

    /** Brings the image here, or sees that it is, as the options say; what is missing the engine brings by itself. */
    public static void prepare(Arguments arguments, Session session, ContainerSpec spec) {
        switch (arguments.value("--pull").orElse("missing")) {
            case "always" -> session.perform(new Pull(spec.image(), spec.platform(), false));
            case "never" -> session.perform(new InspectImage(spec.image(), spec.platform()));
            case "missing" -> { }
            default -> throw new UsageException("--pull takes missing, always or never, not '"
                    + arguments.value("--pull").orElse("") + "'");
        }
    }
}
