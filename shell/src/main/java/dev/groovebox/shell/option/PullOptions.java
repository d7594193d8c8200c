package dev.groovebox.shell.option;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.operation.ImageOperation.InspectImage;
import dev.groovebox.sandbox.operation.RegistryOperation.Pull;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.Optional;

/** Whether an image is asked of its registry before a container is made of it: docker's --pull and --platform. */
public final class PullOptions {
    private PullOptions() {}

    static Grammar addTo(Grammar grammar) {
        return grammar
                .value("--pull", "missing|always|never", "When to pull the image; when it is missing unless said")
                .value("--platform", "OS/ARCH[/VARIANT]", "Pull the image for this platform");
    }

    /** Brings the image here, or sees that it is, as the options say; does nothing without them. */
    public static void prepare(Arguments arguments, Session session, String image) {
        Optional<Platform> platform = RegistryOptions.platform(arguments);
        switch (arguments.value("--pull").orElse("missing")) {
            case "always" -> session.perform(new Pull(image, platform, false));
            case "never" -> session.perform(new InspectImage(image));
            case "missing" -> platform.filter(wanted -> !wanted.equals(Platform.ofThisMachine())).ifPresent(wanted -> session.perform(new Pull(image, platform, false)));
            default -> throw new UsageException("--pull takes missing, always or never, not '"
                    + arguments.value("--pull").orElse("") + "'");
        }
    }
}
