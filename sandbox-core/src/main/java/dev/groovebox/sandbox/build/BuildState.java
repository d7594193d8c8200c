package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.registry.oci.ImageConfig.History;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image between two steps of its build.
 *
 * @param base the configuration it began with
 * @param baseBytes of a stored base, for what of it we have no word for
 * @param author MAINTAINER's, or the base's
 * @param history without a time for steps that changed the configuration only: they get the image's
 * @param arguments that the stage and those it is built on have declared so far and that have a value
 * @param commandSet CMD was among the stage's steps
 * @param cached no step had to be run so far
 */
record BuildState(
        ImageConfig base,
        Optional<byte[]> baseBytes,
        Optional<String> author,
        LayerStack stack,
        Execution execution,
        List<History> history,
        Map<String, String> arguments,
        boolean commandSet,
        boolean cached) {
    BuildState {
        history = List.copyOf(history);
    }

    static BuildState of(ImageConfig base, Optional<byte[]> baseBytes, List<StoredLayer> layers, boolean cached) {
        Execution execution = Executions.withDefaultPath(base.execution());
        return new BuildState(
                base, baseBytes, base.author(), LayerStack.of(layers), execution, base.history(), Map.of(), false, cached);
    }

    /** What another stage begins with: arguments go on, as with BuildKit. */
    BuildState asBase() {
        return new BuildState(base, baseBytes, author, stack, execution, history, arguments, false, cached);
    }

    BuildState withExecution(Execution value) {
        return new BuildState(base, baseBytes, author, stack, value, history, arguments, commandSet, cached);
    }

    BuildState withExecution(Execution value, String words) {
        History line = new History(Optional.empty(), words, "", true);
        return new BuildState(
                base, baseBytes, author, stack, value, with(history, line), arguments, commandSet, cached);
    }

    BuildState withAuthor(String value, String words) {
        BuildState told = withExecution(execution, words);
        return new BuildState(base, baseBytes, Optional.of(value), stack, execution, told.history(), arguments,
                commandSet, cached);
    }

    BuildState withArguments(Map<String, String> declared, String words) {
        Map<String, String> all = new LinkedHashMap<>(arguments);
        all.putAll(declared);
        BuildState told = withExecution(execution, words);
        return new BuildState(base, baseBytes, author, stack, execution, told.history(), all, commandSet, cached);
    }

    BuildState withLayer(StoredLayer layer, Instant created, String words, boolean fromCache) {
        History line = new History(Optional.of(created), words, "", false);
        return new BuildState(base, baseBytes, author, stack.with(layer), execution, with(history, line), arguments,
                commandSet, cached && fromCache);
    }

    BuildState withCommandSet() {
        return new BuildState(base, baseBytes, author, stack, execution, history, arguments, true, cached);
    }

    /** Lowest first. */
    List<StoredLayer> layers() {
        return stack.layers();
    }

    /** Names the files of the image so far. */
    String chainId() {
        return stack.chainId();
    }

    ImageConfig config(Instant created) {
        List<History> dated = history.stream()
                .map(line -> line.created().isPresent() ? line
                        : new History(Optional.of(created), line.createdBy(), line.comment(), line.emptyLayer()))
                .toList();
        return new ImageConfig(Optional.of(created), author, base.platform(), execution,
                layers().stream().map(StoredLayer::diffId).toList(), dated);
    }

    private static <T> List<T> with(List<T> list, T element) {
        List<T> longer = new ArrayList<>(list);
        longer.add(element);
        return longer;
    }
}
