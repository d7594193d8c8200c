package dev.groovebox.sandbox.build.cache;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which key each step had when it was last built, so that a miss can be explained. */
public final class KeyHistory {
    private static final int KEY_LENGTH = 64;
    private static final int MOST_TOLD = 3;

    private final EnginePaths paths;

    public KeyHistory(EnginePaths paths) {
        this.paths = paths;
    }

    /** @param place tells the step from all others, also when its words change: the image, the stage, its number */
    private Path file(String place) {
        return paths.buildPlace(CacheKey.of("place").add(place).build().hex());
    }

    /** The first line is the key, so that the many builds that find nothing changed read no more. */
    public void remember(String place, StepKey key) throws IOException {
        Path file = file(place);
        byte[] wanted = key.key().hex().getBytes(StandardCharsets.US_ASCII);
        try (InputStream in = Files.newInputStream(file)) {
            if (Arrays.equals(in.readNBytes(KEY_LENGTH), wanted)) {
                return;
            }
        } catch (NoSuchFileException first) {
            Files.createDirectories(file.getParent());
        }
        byte[] parts = Json.write(JsonObject.builder().putTextMap("parts", key.parts()).build());
        byte[] whole = Arrays.copyOf(wanted, KEY_LENGTH + 1 + parts.length);
        whole[KEY_LENGTH] = '\n';
        System.arraycopy(parts, 0, whole, KEY_LENGTH + 1, parts.length);
        AtomicFiles.write(file, whole, AtomicFiles.Durability.EPHEMERAL);
    }

    /** Why a key is another than the last time, in words; absent when it is the same. */
    public Optional<String> difference(String place, StepKey key) throws IOException {
        byte[] whole;
        try {
            whole = Files.readAllBytes(file(place));
        } catch (NoSuchFileException e) {
            return Optional.of("it was never built before");
        }
        if (whole.length <= KEY_LENGTH) {
            return Optional.of("nothing is known of the last time");
        }
        Map<String, String> before;
        try {
            before = Json.readObject(Arrays.copyOfRange(whole, KEY_LENGTH + 1, whole.length)).textMap("parts");
        } catch (IllegalArgumentException damaged) {
            return Optional.of("nothing is known of the last time");
        }
        return words(before, key.parts());
    }

    private static Optional<String> words(Map<String, String> before, Map<String, String> now) {
        List<String> told = new ArrayList<>();
        now.forEach((name, value) -> {
            if (!before.containsKey(name)) {
                told.add(name + " is new");
            } else if (!before.get(name).equals(value)) {
                told.add(name + " changed");
            }
        });
        before.keySet().stream().filter(name -> !now.containsKey(name)).forEach(name -> told.add(name + " is gone"));
        if (told.isEmpty()) {
            return Optional.empty();
        }
        String more = told.size() > MOST_TOLD ? " and " + (told.size() - MOST_TOLD) + " more" : "";
        return Optional.of(String.join(", ", told.subList(0, Math.min(MOST_TOLD, told.size()))) + more);
    }
}
