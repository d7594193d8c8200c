package dev.groovebox.sandbox.network;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.spec.IpText;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the machine's owner has set for all containers: docker's daemon.json, ours before docker's own. */
final class HostDefaults {
    private static final List<Path> FILES = List.of(Path.of("/etc/groovebox/daemon.json"), Path.of("/etc/docker/daemon.json"));

    private HostDefaults() {}

    /** The address that ports are published on unless they name one: the key "ip". Absent: all of them. */
    static Optional<InetAddress> publishAddress() {
        for (Path file : FILES) {
            try {
                return Json.readObject(Files.readAllBytes(file)).text("ip")
                        .map(text -> IpText.parse(text).orElseThrow(() -> unreadable(file, "its \"ip\" is no address")));
            } catch (NoSuchFileException absent) {
                continue;
            } catch (JsonException | IOException e) {
                throw unreadable(file, String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    private static EngineException unreadable(Path file, String why) {
        return new EngineException(FailureKind.INVALID, "cannot read", file.toString(), why, "correct it");
    }
}
