package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import java.util.List;

/**
 * An image to be added whose layers are in the store already.
 *
 * @param config the configuration's bytes, kept as they are
 * @param layers lowest first, in the order of the configuration's diff ids
 */
public record NewImage(byte[] config, String configMediaType, List<StoredLayer> layers) {
    public NewImage {
        layers = List.copyOf(layers);
    }

    public static NewImage of(byte[] config, List<StoredLayer> layers) {
        return new NewImage(config, MediaTypes.OCI_CONFIG, layers);
    }
}
