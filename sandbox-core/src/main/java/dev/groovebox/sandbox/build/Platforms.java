package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.failure.NearestWord;
import java.util.List;

/** Platforms as --platform writes them: linux/amd64, linux/arm64/v8. */
final class Platforms {
    private static final List<String> ARCHITECTURES = List.of("386", "amd64", "arm", "arm64", "loong64", "mips64le",
            "ppc64le", "riscv64", "s390x");

    private Platforms() {}

    static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty()) {
            throw refused(text, "it has not the form linux/amd64", "");
        }
        if (!parts[0].equals("linux")) {
            throw refused(text, "only images of linux can be built here", "");
        }
        if (!ARCHITECTURES.contains(parts[1])) {
            throw refused(text, "there is no architecture '" + parts[1] + "'"
                    + NearestWord.hint(parts[1], ARCHITECTURES), "");
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    static String text(Platform platform) {
        return platform.os() + "/" + platform.architecture()
                + (platform.variant().isEmpty() ? "" : "/" + platform.variant());
    }

    private static EngineException refused(String text, String cause, String remedy) {
        return new EngineException(FailureKind.INVALID, "cannot build for platform", text, cause, remedy);
    }
}
