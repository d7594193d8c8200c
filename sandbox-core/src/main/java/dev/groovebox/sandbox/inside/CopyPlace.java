package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.util.Optional;

/**
 * A path under a root: the machine's own, or a container's.
 *
 * @param path in the words of the user
 */
record CopyPlace(FileCalls calls, OpenFile root, String path) {
    /** It means what is in the folder and not the folder: docker's "/." */
    boolean isContents() {
        return path.endsWith("/.") || path.equals(".");
    }

    boolean mustBeFolder() {
        return path.endsWith("/") || isContents();
    }

    /** The last part of the path; empty for the root itself. */
    BytePath name() {
        String trimmed = trimmed();
        return BytePath.of(trimmed.substring(trimmed.lastIndexOf('/') + 1));
    }

    boolean isNamed() {
        return !name().isEmpty() && !name().raw().equals(".") && !name().raw().equals("..");
    }

    private String trimmed() {
        String text = isContents() ? path.substring(0, path.length() - 1) : path;
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }

    OpenFile openParent() throws IOException {
        String trimmed = trimmed();
        int slash = trimmed.lastIndexOf('/');
        return calls.openInRoot(root, BytePath.of(slash < 0 ? "." : slash == 0 ? "/" : trimmed.substring(0, slash)), Access.FOLDER);
    }

    /** The folder that it is, links followed; empty when there is none: another file, or nothing. */
    Optional<OpenFile> openFolder() throws IOException {
        try {
            return Optional.of(calls.openInRoot(root, BytePath.of(path.isEmpty() ? "." : path), Access.FOLDER));
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether there is anything, a link that leads nowhere too. */
    boolean exists() throws IOException {
        try (OpenFile parent = openParent()) {
            return !isNamed() || calls.find(parent, name()).isPresent();
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                return false;
            }
            throw e;
        }
    }

    OpenFile openFile() throws IOException {
        return calls.openInRoot(root, BytePath.of(path), Access.READ_CAREFULLY);
    }
}
