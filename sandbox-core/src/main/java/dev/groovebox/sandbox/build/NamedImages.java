package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.image.StoredImage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The images that the steps of one build name. Each is found once, so that all stages stand on the same. */
final class NamedImages {
    private final BuildSession session;
    private final Map<String, Named> named = new ConcurrentHashMap<>();

    NamedImages(BuildSession session) {
        this.session = session;
    }

    /**
     * Under {@code --pull} its registry is asked.
     *
     * @param platform absent for whatever is here, or else this machine's
     */
    StoredImage find(String name, Optional<Platform> platform) throws IOException, InterruptedException {
        String wanted = name + platform.map(each -> " for " + each).orElse("");
        return named.computeIfAbsent(wanted, any -> new Named()).find(name, platform);
    }

    private StoredImage look(String name, Optional<Platform> platform) throws IOException, InterruptedException {
        StoredImage image = session.options().pull()
                ? session.resolver.pull(name, platform, session.events)
                : session.resolver.resolveOrPull(name, platform, session.events);
        platform.filter(each -> !each.accepts(image.config().platform())).ifPresent(each ->
                session.events.accept(new Event.Warning(
                        "the image " + name + " is for " + image.config().platform() + ", and the build for " + each)));
        return image;
    }

    /** Looked for by the stage that asks first; others that build at the same time wait for it. */
    private final class Named {
        private Optional<StoredImage> image = Optional.empty();

        synchronized StoredImage find(String name, Optional<Platform> platform) throws IOException, InterruptedException {
            if (image.isEmpty()) {
                image = Optional.of(look(name, platform));
            }
            return image.get();
        }
    }
}
