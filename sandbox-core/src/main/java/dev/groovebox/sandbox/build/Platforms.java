package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.failure.NearestWord;
import java.util.List;

/** Platforms that images are built for, as --platform writes them: linux/amd64, linux/arm64/v8. */
final class Platforms {
    private static final List<String> ARCHITECTURES = List.of("386", "amd64", "arm", "arm64", "loong64", "mips64le",
            "ppc64le", "riscv64", "s390x");

    private Platforms() {}

    static Platform parse(String text) {
        Platform platform = platform(text);
        if (!platform.os().equals("linux")) {
            throw refused(text, "only images of linux can be built here");
        }
        if (!ARCHITECTURES.contains(platform.architecture())) {
            throw refused(text, "there is no architecture '" + platform.architecture() + "'"
                    + NearestWord.hint(platform.architecture(), ARCHITECTURES));
        }
        return platform;
    }

    private static Platform platform(String text) {
        try {
            return Platform.parse(text);
        } catch (IllegalArgumentException e) {
            throw refused(text, "it has not the form linux/amd64");
        }
    }

    private static EngineException refused(String text, String cause) {
        return new EngineException(FailureKind.INVALID, "cannot build for platform", text, cause, "");
    }
}
