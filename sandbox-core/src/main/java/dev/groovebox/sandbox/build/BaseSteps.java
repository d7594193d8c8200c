package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.spec.ImageSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a stage begins with. */
final class BaseSteps {
    private final BuildSession session;
    private final StageGraph graph;

    BaseSteps(BuildSession session, StageGraph graph) {
        this.session = session;
        this.graph = graph;
    }

    BuildState begin(Stage stage) throws IOException, InterruptedException {
        Optional<Platform> platform = graph.arguments().platform(stage);
        if (stage.from().source() instanceof ImageSource.Named) {
            String reference = graph.arguments().reference(stage);
            return reference.equals("scratch") ? scratch(platform) : image(reference, platform);
        }
        if (stage.from().source() instanceof ImageSource.Host host) {
            HostImages.Base base = session.resolver.hostImages().of(host.programs(), host.certificates());
            return BuildState.of(base.config(), Optional.empty(), List.of(base.layer()), base.cached());
        }
        return scratch(platform);
    }

    private BuildState image(String reference, Optional<Platform> platform) throws IOException, InterruptedException {
        StoredImage image = session.images.find(reference, platform);
        // The steps' sandboxes stand on its folders.
        session.store.layerFolders(image);
        return BuildState.of(image.config(), Optional.of(session.store.configBytes(image)), session.store.storedLayers(image), true);
    }

    private static BuildState scratch(Optional<Platform> platform) {
        ImageConfig nothing = new ImageConfig(Optional.empty(), Optional.empty(),
                platform.orElseGet(Platform::ofThisMachine), Execution.EMPTY, List.of(), List.of());
        return BuildState.of(nothing, Optional.empty(), List.of(), true);
    }
}
