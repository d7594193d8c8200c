package dev.groovebox.sandbox.cdi;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.sandbox.spec.CdiName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where this machine describes its devices (Container Device Interface 1.1). A folder wins over those before it; files that
 * can't be read are no matter of the devices in others.
 *
 * @param folders the least important first
 */
public record CdiFolders(List<Path> folders) {
    public static final CdiFolders OF_MACHINE = new CdiFolders(List.of(Path.of("/etc/cdi"), Path.of("/var/run/cdi")));

    /** What the folders hold. @param unread files that say nothing, and why */
    private record Found(Map<String, List<CdiFile>> devices, List<String> unread) {}

    /** What the devices together change of a container. */
    public ContainerEdits editsOf(List<String> names) throws IOException {
        if (names.isEmpty()) {
            return ContainerEdits.NONE;
        }
        Found found = find();
        ContainerEdits edits = ContainerEdits.NONE;
        for (String name : names) {
            edits = edits.and(editsOf(name, found));
        }
        return edits;
    }

    private ContainerEdits editsOf(String name, Found found) {
        List<CdiFile> files = found.devices().getOrDefault(name, List.of());
        if (files.isEmpty()) {
            throw failure(FailureKind.NOT_FOUND, name, missing(name, found), "");
        }
        CdiFile file = files.get(0);
        if (files.size() > 1) {
            throw failure(FailureKind.CONFLICT, name, "both " + file.path() + " and " + files.get(1).path() + " describe it", "remove one of them");
        }
        try {
            return file.editsOf(CdiName.parse(name).orElseThrow().name());
        } catch (JsonException e) {
            throw failure(FailureKind.INVALID, name, file.path() + ": " + e.getMessage(), "change that file");
        }
    }

    private String missing(String name, Found found) {
        String where = folders.stream().map(Path::toString).collect(Collectors.joining(" and "));
        String unread = found.unread().isEmpty() ? "" : "; not read: " + String.join(", ", found.unread());
        return "nothing in " + where + " describes it" + unread + NearestWord.hint(name, found.devices().keySet());
    }

    private static EngineException failure(FailureKind kind, String name, String why, String remedy) {
        return new EngineException(kind, "cannot give device", name, why, remedy);
    }

    private Found find() throws IOException {
        Map<String, List<CdiFile>> devices = new LinkedHashMap<>();
        List<String> unread = new ArrayList<>();
        for (Path folder : folders) {
            Map<String, List<CdiFile>> here = new LinkedHashMap<>();
            for (Path path : filesIn(folder)) {
                read(path, here, unread);
            }
            devices.putAll(here);
        }
        return new Found(devices, unread);
    }

    private static void read(Path path, Map<String, List<CdiFile>> devices, List<String> unread) throws IOException {
        if (path.toString().endsWith(".yaml")) {
            unread.add(path + " (only .json is; nvidia-ctk cdi generate has --format json)");
            return;
        }
        try {
            CdiFile file = CdiFile.read(path);
            file.devices().keySet().forEach(name ->
                    devices.computeIfAbsent(new CdiName(file.kind(), name).toString(), none -> new ArrayList<>()).add(file));
        } catch (JsonException e) {
            unread.add(path + " (" + e.getMessage() + ")");
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json") || file.toString().endsWith(".yaml")).sorted().toList();
        }
    }
}
