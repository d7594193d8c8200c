package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.build.text.TextException;
import dev.groovebox.sandbox.build.text.VariableText;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.spec.BuildOptions;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.ImageSource;
import dev.groovebox.sandbox.spec.Instruction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The arguments before the first FROM, which FROM itself may use, and stages that declare them too. */
final class GlobalArguments {
    /** Given to RUN without a word of the Dockerfile, and no part of what a result depends on (Dockerfile reference). */
    static final Set<String> PROXIES = Set.of("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY",
            "ftp_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy");

    private final Map<String, String> values;
    private final Optional<Platform> target;

    private GlobalArguments(Map<String, String> values, Optional<Platform> target) {
        this.values = values;
        this.target = target;
    }

    static GlobalArguments of(List<Instruction> declared, BuildOptions options) {
        Map<String, String> values = new LinkedHashMap<>(platforms(options));
        for (Instruction instruction : declared) {
            ((BuildStep.Arg) instruction.step()).values().forEach((name, fallback) -> {
                Optional<String> given = Optional.ofNullable(options.arguments().get(name));
                given.or(() -> fallback.map(text -> expand(text, values, instruction)))
                        .ifPresent(value -> values.put(name, value));
            });
        }
        return new GlobalArguments(values, options.platform().map(Platforms::parse));
    }

    /** Those that BuildKit knows by itself. */
    private static Map<String, String> platforms(BuildOptions options) {
        Platform here = Platform.ofThisMachine();
        Platform target = options.platform().map(Platforms::parse).orElse(here);
        Map<String, String> values = new LinkedHashMap<>();
        put(values, "BUILD", here);
        put(values, "TARGET", target);
        return values;
    }

    private static void put(Map<String, String> values, String prefix, Platform platform) {
        values.put(prefix + "PLATFORM", platform.toString());
        values.put(prefix + "OS", platform.os());
        values.put(prefix + "ARCH", platform.architecture());
        values.put(prefix + "VARIANT", platform.variant());
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The name that the stage's FROM means. */
    String reference(Stage stage) {
        String name = expand(((ImageSource.Named) stage.from().source()).reference(), values, stage.begin());
        if (name.isBlank()) {
            throw StepFailures.at(stage.begin(), new EngineException(FailureKind.INVALID, "cannot build on", stage.from().words(),
                    "the name is empty once its variables are replaced", "give the argument a default before the first FROM"));
        }
        return name;
    }

    /** What the stage's FROM says, or else the build. */
    Optional<Platform> platform(Stage stage) {
        String text = expand(stage.from().platform(), values, stage.begin());
        try {
            return text.isEmpty() ? target : Optional.of(Platforms.parse(text));
        } catch (EngineException e) {
            throw StepFailures.at(stage.begin(), e);
        }
    }

    private static String expand(String text, Map<String, String> values, Instruction place) {
        try {
            return VariableText.of(text).expand(name -> Optional.ofNullable(values.get(name)));
        } catch (TextException e) {
            throw StepFailures.at(place, new EngineException(
                    FailureKind.INVALID, "cannot read", text, e.getMessage(), ""));
        }
    }
}
