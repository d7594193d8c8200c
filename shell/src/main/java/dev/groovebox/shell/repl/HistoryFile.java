package dev.groovebox.shell.repl;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Where the shell's history is kept. Inputs may hold secrets, so that it is for its owner alone. */
final class HistoryFile {
    private HistoryFile() {}

    /** By the XDG rules: $XDG_STATE_HOME, else ~/.local/state. */
    static Path of(Map<String, String> environment, Path home) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        // The XDG rules say that a relative path counts as none.
        Path folder = state.startsWith("/") ? Path.of(state) : home.resolve(".local/state");
        return folder.resolve("groovebox").resolve("history");
    }

    static Path prepare(Path file) {
        try {
            Files.createDirectories(
                    file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createFile(
                    file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // From the last time.
        } catch (IOException e) {
            throw new EngineException(
                    new Failure(FailureKind.ENGINE, "cannot keep the history in", file.toString(), e.toString(),
                            "set XDG_STATE_HOME to a folder that can be written"), e);
        }
        return file;
    }
}
