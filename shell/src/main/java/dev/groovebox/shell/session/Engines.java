package dev.groovebox.shell.session;

import dev.groovebox.sandbox.engine.Engine;
import dev.groovebox.sandbox.engine.LocalEngine;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Says where the engine's files are, and opens the engine there. */
public final class Engines {
    private Engines() {}

    public static Engine open(EnginePaths paths) {
        return LocalEngine.open(paths);
    }

    /**
     * Root's engine lives in /var/lib and /run; a user's own in the XDG folders; an engine under another root keeps
     * its volatile files there too, so that two roots share nothing.
     *
     * @param root from {@code --root}
     */
    public static EnginePaths paths(Optional<Path> root, Map<String, String> environment) {
        Optional<Path> chosen = root.or(() -> variable(environment, "GROOVEBOX_ROOT"));
        if (chosen.isPresent()) {
            return EnginePaths.of(chosen.get(), chosen.get().resolve("run"));
        }
        if (isRoot()) {
            return EnginePaths.of(Path.of("/var/lib/groovebox"), Path.of("/run/groovebox"));
        }
        Path home = Path.of(System.getProperty("user.home"));
        Path data = variable(environment, "XDG_DATA_HOME").orElse(home.resolve(".local/share")).resolve("groovebox");
        return EnginePaths.of(data, variable(environment, "XDG_RUNTIME_DIR").map(run -> run.resolve("groovebox"))
                .orElse(data.resolve("run")));
    }

    private static Optional<Path> variable(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /proc/self; is /proc mounted?", e);
        }
    }
}
