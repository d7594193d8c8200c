package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a text file that says how to build. One in the context is opened below the context: whoever made its files must
 * not have others of this machine read in its place (CVE-2026-44517).
 */
final class ContextFile {
    private static final int MOST_BYTES = 4 << 20;

    private final FileCalls calls;

    ContextFile(FileCalls calls) {
        this.calls = calls;
    }

    /** Absent when it isn't there. */
    Optional<String> within(Path context, String name) throws IOException {
        Path path = context.resolve(name);
        try (OpenFile root = calls.open(context, Access.FOLDER);
                OpenFile file = calls.openWithin(root, BytePath.of(name), Access.READ_CAREFULLY)) {
            return Optional.of(text(path, file));
        } catch (KernelException e) {
            return absentOrThrown(path, e);
        }
    }

    Optional<String> anywhere(Path path) throws IOException {
        try (OpenFile file = calls.open(path, Access.READ_CAREFULLY)) {
            return Optional.of(text(path, file));
        } catch (KernelException e) {
            return absentOrThrown(path, e);
        }
    }

    private static Optional<String> absentOrThrown(Path path, KernelException e) {
        if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
            return Optional.empty();
        }
        throw e.errno() == Errno.EXDEV
                ? refused(path, "a symbolic link in it leads out of the context", "put the file itself there")
                : refused(path, Failure.reasonOf(e), "");
    }

    private String text(Path path, OpenFile file) throws IOException {
        if (!calls.status(file).isRegular()) {
            throw refused(path, "it is no regular file", "");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 14];
        for (int count = calls.read(file, buffer, buffer.length); count > 0; count = calls.read(file, buffer, buffer.length)) {
            bytes.write(buffer, 0, count);
            if (bytes.size() > MOST_BYTES) {
                throw refused(path, "it has more than 4 MB", "");
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            throw refused(path, "it is not UTF-8 text", "");
        }
    }

    private static EngineException refused(Path path, String cause, String remedy) {
        return new EngineException(FailureKind.INVALID, "cannot read", path.toString(), cause, remedy);
    }
}
