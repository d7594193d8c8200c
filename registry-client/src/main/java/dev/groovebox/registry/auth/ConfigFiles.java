package dev.groovebox.registry.auth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Credentials kept in files: our own first, then docker's, which is only read. */
public final class ConfigFiles implements CredentialSource {
    private final ConfigFile own;
    private final List<ConfigFile> others;

    public ConfigFiles(ConfigFile own, List<ConfigFile> others) {
        this.own = own;
        this.others = List.copyOf(others);
    }

    /** GROOVEBOX_AUTH_FILE or groovebox/auth.json of the XDG folders, and config.json of DOCKER_CONFIG or ~/.docker. */
    public static ConfigFiles of(Map<String, String> environment, Path home) {
        CredentialHelpers helpers = new CredentialHelpers();
        // The XDG rules: a relative folder there is to be ignored.
        Path config = variable(environment, "XDG_CONFIG_HOME").filter(Path::isAbsolute).orElse(home.resolve(".config"));
        Path own = variable(environment, "GROOVEBOX_AUTH_FILE").map(Path::toAbsolutePath)
                .orElse(config.resolve("groovebox").resolve("auth.json"));
        Path docker = variable(environment, "DOCKER_CONFIG").map(Path::toAbsolutePath)
                .orElse(home.resolve(".docker")).resolve("config.json");
        return new ConfigFiles(new ConfigFile(own, helpers), List.of(new ConfigFile(docker, helpers)));
    }

    private static Optional<Path> variable(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
    }

    public ConfigFile own() {
        return own;
    }

    /** Which other files have credentials for it. */
    public List<Path> elsewhere(String registry) throws IOException {
        List<Path> found = new java.util.ArrayList<>();
        for (ConfigFile other : others) {
            if (other.find(registry).isPresent()) {
                found.add(other.file());
            }
        }
        return found;
    }

    @Override
    public Credentials find(String registry) throws IOException {
        Optional<Credentials> found = own.find(registry);
        for (ConfigFile other : others) {
            if (found.isEmpty()) {
                found = other.find(registry);
            }
        }
        return found.orElse(Credentials.ANONYMOUS);
    }
}
