package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.spec.ImageSource;
import dev.groovebox.sandbox.spec.NamedContext;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a stage begins with. */
final class BaseSteps {
    private final BuildSession session;
    private final StageGraph graph;
    private final CopySteps copies;

    BaseSteps(BuildSession session, StageGraph graph, CopySteps copies) {
        this.session = session;
        this.graph = graph;
        this.copies = copies;
    }

    BuildState begin(StepScope scope) throws IOException, InterruptedException {
        Stage stage = scope.stage();
        Optional<Platform> platform = graph.arguments().platform(stage);
        if (stage.from().source() instanceof ImageSource.Named) {
            String reference = graph.arguments().reference(stage);
            Optional<NamedContext> named = session.spec.namedContext(reference);
            if (named.isPresent()) {
                return named(scope, reference, named.get(), platform);
            }
            return reference.equals("scratch") ? scratch(platform) : image(reference, platform);
        }
        if (stage.from().source() instanceof ImageSource.Host host) {
            HostImages.Base base = session.resolver.hostImages().of(host.programs(), host.certificates());
            return BuildState.of(base.config(), Optional.empty(), List.of(base.layer()), base.cached());
        }
        return scratch(platform);
    }

    private BuildState named(StepScope scope, String name, NamedContext context, Optional<Platform> platform)
            throws IOException, InterruptedException {
        if (context instanceof NamedContext.Image image) {
            return image(image.reference(), platform);
        }
        return copies.contextAsBase(scope, scratch(platform), name);
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
