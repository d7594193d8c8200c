package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.image.StoredImage;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The images that the steps of one build name: what FROM and {@code --from} stand on. */
final class NamedImages {
    private final ImageResolver resolver;
    private final BuildSession session;
    private final Set<Wanted> asked = new HashSet<>();

    NamedImages(BuildSession session) {
        this.session = session;
        this.resolver = session.resolver;
    }

    private record Wanted(String name, Optional<Platform> platform) {}

    /**
     * Under {@code --pull} its registry is asked, once in a build: its stages are to stand on one image.
     *
     * @param platform absent for whatever is here, or else this machine's
     */
    StoredImage find(String name, Optional<Platform> platform) throws IOException, InterruptedException {
        Wanted wanted = new Wanted(name, platform);
        StoredImage image = session.options().pull() && !isAsked(wanted)
                ? resolver.pull(name, platform, session.events)
                : resolver.resolveOrPull(name, platform, session.events);
        boolean first = remember(wanted);
        platform.filter(each -> first && !each.accepts(image.config().platform())).ifPresent(each ->
                session.events.accept(new Event.Warning(
                        "the image " + name + " is for " + image.config().platform() + ", and the build for " + each)));
        return image;
    }

    private synchronized boolean isAsked(Wanted wanted) {
        return asked.contains(wanted);
    }

    private synchronized boolean remember(Wanted wanted) {
        return asked.add(wanted);
    }
}
