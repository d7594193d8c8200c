package dev.groovebox.sandbox.distribution;

import dev.groovebox.registry.auth.ConfigFiles;
import dev.groovebox.registry.client.Registries;
import dev.groovebox.registry.settings.DaemonJson;
import dev.groovebox.registry.settings.ProxySettings;
import dev.groovebox.registry.settings.RegistrySettings;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How this machine's user reaches registries: read from the configuration when a registry is asked, not at each start.
 *
 * @param daemonJson /etc/groovebox/daemon.json; it need not be there
 * @param usual what holds unless that file says otherwise
 */
public record RegistryAccess(Path daemonJson, ConfigFiles credentials, Supplier<RegistrySettings> usual) {
    private static final Path DAEMON_JSON = Path.of("/etc/groovebox/daemon.json");

    /** GROOVEBOX_CONFIG names another daemon.json. */
    public static RegistryAccess of(Map<String, String> environment, Path home) {
        String config = environment.getOrDefault("GROOVEBOX_CONFIG", "");
        return new RegistryAccess(
                config.isEmpty() ? DAEMON_JSON : Path.of(config),
                ConfigFiles.of(environment, home),
                () -> RegistrySettings.USUAL.withProxies(proxies(environment)));
    }

    private static ProxySettings proxies(Map<String, String> environment) {
        try {
            return ProxySettings.ofEnvironment(environment);
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    new Failure(
                            FailureKind.INVALID,
                            "cannot use the proxy of the environment",
                            "HTTP_PROXY or HTTPS_PROXY",
                            e.getMessage(),
                            "correct or unset it"),
                    e);
        }
    }

    public static RegistryAccess ofProcess() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    Registries open(EventSink events) throws IOException {
        return new Registries(settings(), credentials, new Registries.Listener(
                line -> events.accept(new Event.Warning(line)), line -> events.accept(new Event.Trace(line))));
    }

    private RegistrySettings settings() throws IOException {
        RegistrySettings unlessSaid = usual.get();
        try {
            return DaemonJson.read(Files.readAllBytes(daemonJson), unlessSaid);
        } catch (NoSuchFileException e) {
            return unlessSaid;
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    new Failure(FailureKind.INVALID, "cannot read", daemonJson.toString(), e.getMessage(), ""), e);
        }
    }
}
