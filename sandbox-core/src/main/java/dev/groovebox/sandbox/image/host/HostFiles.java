package dev.groovebox.sandbox.image.host;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This machine's files by absolute path. Symbolic links are followed here, one by one, so that a root filesystem can be
 * made in which the same path works the same way. Each file is looked at once and remembered.
 */
final class HostFiles {
    /** As many as the kernel follows before ELOOP. */
    private static final int MOST_LINKS = 40;

    private final Path root;
    private final Map<String, Optional<HostNode>> seen = new HashMap<>();

    /** @param root "/", or a folder that is to be taken for it */
    HostFiles(Path root) {
        this.root = root;
    }

    /** Where a path lies for Java's file operations. */
    Path real(String path) {
        return root.resolve(path.startsWith("/") ? path.substring(1) : path);
    }

    /**
     * Every folder and symbolic link on the way to a path and, last, the file or folder it means; empty when there is
     * none.
     */
    List<HostNode> walk(String path) {
        List<HostNode> steps = new ArrayList<>();
        Deque<String> rest = new ArrayDeque<>(List.of(path.split("/")));
        String at = "";
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                at = parent(at);
                continue;
            }
            Optional<HostNode> found = node(at.isEmpty() ? name : at + "/" + name);
            if (found.isEmpty()) {
                return List.of();
            }
            HostNode step = found.get();
            steps.add(step);
            if (step.linkTarget().isEmpty()) {
                at = step.path();
            } else if (++links > MOST_LINKS) {
                return List.of();
            } else {
                String target = step.linkTarget().get();
                at = target.startsWith("/") ? "" : at;
                List<String> names = List.of(target.split("/"));
                for (int i = names.size() - 1; i >= 0; i--) {
                    rest.push(names.get(i));
                }
            }
        }
        return steps;
    }

    /** The file or folder a path means, all links followed. */
    Optional<HostNode> find(String path) {
        List<HostNode> steps = walk(path);
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        HostNode last = steps.get(steps.size() - 1);
        return last.linkTarget().isEmpty() ? Optional.of(last) : Optional.empty();
    }

    /** The absolute paths of a folder's files, sorted; none when there is no such folder. */
    List<String> list(String folder) {
        Optional<HostNode> node = find(folder).filter(HostNode::isFolder);
        if (node.isEmpty()) {
            return List.of();
        }
        try (var names = Files.list(real(node.get().path()))) {
            return names.map(name -> folder + "/" + name.getFileName()).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(folder, e);
        }
    }

    List<String> lines(String path) {
        try {
            return Files.readAllLines(real(find(path).map(HostNode::path).orElse(path)));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static EngineException unreadable(String path, Exception cause) {
        return new EngineException(
                new Failure(
                        FailureKind.ENGINE,
                        "cannot read this machine's file",
                        path,
                        cause instanceof FileSystemException denied && denied.getReason() != null
                                ? denied.getReason()
                                : cause.getClass().getSimpleName() + " " + cause.getMessage(),
                        "run as a user who may read it"),
                cause);
    }

    private Optional<HostNode> node(String path) {
        return seen.computeIfAbsent(path, this::lookAt);
    }

    private Optional<HostNode> lookAt(String path) {
        try {
            Path file = root.resolve(path);
            Map<String, Object> status =
                    Files.readAttributes(file, "unix:mode,uid,gid,lastModifiedTime,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
            boolean link = (Boolean) status.get("isSymbolicLink");
            Instant modified = ((FileTime) status.get("lastModifiedTime")).toInstant().truncatedTo(ChronoUnit.SECONDS);
            return Optional.of(new HostNode(
                    path,
                    (Integer) status.get("mode"),
                    (Integer) status.get("uid"),
                    (Integer) status.get("gid"),
                    modified,
                    link ? Optional.of(Files.readSymbolicLink(file).toString()) : Optional.empty()));
        } catch (NoSuchFileException | AccessDeniedException e) {
            // What this user can't reach isn't here for him.
            return Optional.empty();
        } catch (InvalidPathException e) {
            throw new EngineException(
                    FailureKind.ENGINE,
                    "cannot read this machine's file",
                    path,
                    "its name is not in the character set of this locale",
                    "set LC_ALL=C.UTF-8");
        } catch (IOException e) {
            // A file where a folder was looked for: there is nothing at that path.
            if (e instanceof FileSystemException inside && "Not a directory".equals(inside.getReason())) {
                return Optional.empty();
            }
            throw unreadable("/" + path, e);
        }
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
