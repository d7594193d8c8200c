package dev.groovebox.sandbox.image.host;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folders in which commands are looked for.
 *
 * @param folders absolute; others are no search path that means the same in every working folder
 */
record SearchPath(List<String> folders) {
    /** Where an image's own programs are looked for, docker's default PATH. */
    static final List<String> STANDARD =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    SearchPath {
        folders = List.copyOf(folders);
    }

    /** @param path as in $PATH; the standard folders follow, for cron's environment has few of them */
    static SearchPath of(String path) {
        return new SearchPath(Stream.concat(Stream.of(path.split(":")), STANDARD.stream())
                .filter(folder -> folder.startsWith("/"))
                .distinct()
                .toList());
    }

    /** The absolute path of a command, links not yet followed. */
    Optional<String> find(String command, HostFiles files) {
        return folders.stream()
                .map(folder -> folder + "/" + command)
                .filter(path -> files.find(path).filter(HostNode::isExecutable).isPresent())
                .findFirst();
    }
}
