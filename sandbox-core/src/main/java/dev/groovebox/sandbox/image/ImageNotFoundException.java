package dev.groovebox.sandbox.image;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;

/** No image of that name is here. */
public final class ImageNotFoundException extends EngineException {
    ImageNotFoundException(String name, String remedy) {
        this(name, "no such image is stored", remedy, null);
    }

    private ImageNotFoundException(String name, String cause, String remedy, Throwable failure) {
        super(new Failure(FailureKind.NOT_FOUND, "cannot find image", name, cause, remedy), failure);
    }

    /** Nor could it be brought here. */
    public ImageNotFoundException norPulled(EngineException failure) {
        return new ImageNotFoundException(
                failure().object(),
                failure().cause() + ", and pulling it failed: " + failure.failure().cause(),
                failure().remedy(),
                failure);
    }
}
