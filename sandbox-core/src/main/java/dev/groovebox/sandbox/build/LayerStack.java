package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.Digests;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of an image between two steps of its build.
 *
 * @param layers lowest first
 * @param chainId names the files that they make together (OCI image-spec, config.md, "Layer ChainID"); empty without any.
 *     It is as long for a hundred layers as for one, so that the keys of a long build's steps are no more to hash.
 */
record LayerStack(List<StoredLayer> layers, String chainId) {
    LayerStack {
        layers = List.copyOf(layers);
    }

    static LayerStack of(List<StoredLayer> layers) {
        LayerStack stack = new LayerStack(List.of(), "");
        for (StoredLayer layer : layers) {
            stack = stack.with(layer);
        }
        return stack;
    }

    LayerStack with(StoredLayer layer) {
        List<StoredLayer> more = new ArrayList<>(layers);
        more.add(layer);
        String diffId = layer.diffId().toString();
        return new LayerStack(more, chainId.isEmpty() ? diffId : chainOf(chainId + " " + diffId));
    }

    private static String chainOf(String pair) {
        return Digests.of("sha256", pair.getBytes(StandardCharsets.US_ASCII)).toString();
    }
}
