package dev.groovebox.sandbox.image.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The commands that update-alternatives has made: /usr/bin/awk -> /etc/alternatives/awk -> /usr/bin/mawk. They are in no
 * package's list of files.
 */
final class Alternatives {
    private static final String LINKS = "/etc/alternatives";
    private static final List<String> COMMAND_FOLDERS = List.of("/usr/bin", "/usr/sbin");

    private final HostFiles files;
    /** From the file that is meant to the commands that mean it. */
    private final Map<String, List<String>> commands = new HashMap<>();

    Alternatives(HostFiles files) {
        this.files = files;
        Set<String> names = files.list(LINKS).stream()
                .map(link -> link.substring(LINKS.length() + 1))
                .collect(Collectors.toSet());
        for (String folder : COMMAND_FOLDERS) {
            names.forEach(name -> index(folder + "/" + name));
        }
    }

    /** @param path with no link in it */
    List<String> pointingTo(String path) {
        return commands.getOrDefault(path, List.of());
    }

    /** By convention a command has the name of its link in /etc/alternatives. */
    private void index(String command) {
        List<HostNode> steps = files.walk(command);
        if (steps.stream().anyMatch(step -> ("/" + step.path()).startsWith(LINKS + "/"))) {
            commands.computeIfAbsent(steps.get(steps.size() - 1).path(), path -> new ArrayList<>()).add(command);
        }
    }
}
