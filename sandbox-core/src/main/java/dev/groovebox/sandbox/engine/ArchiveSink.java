package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileOutput;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.operation.ArchiveOutput;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** Opens what an archive is written to: a file is seen when it is whole. */
final class ArchiveSink {
    private ArchiveSink() {}

    interface Writing {
        /** @param out is closed by the writer */
        void to(OutputStream out) throws IOException;
    }

    static void write(FileCalls calls, ArchiveOutput output, Writing writing) throws IOException {
        if (output instanceof ArchiveOutput.Stream stream) {
            writing.to(new Unclosed(stream.stream()));
        } else {
            writeFile(calls, ((ArchiveOutput.File) output).path(), writing);
        }
    }

    private static void writeFile(FileCalls calls, Path path, Writing writing) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            // A device or pipe is what the user wants to be written to; it can't be replaced.
            writing.to(Files.newOutputStream(path, StandardOpenOption.WRITE));
            return;
        }
        Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path part = target.resolveSibling("." + target.getFileName() + "." + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part");
        try (OpenFile file = create(calls, path, part);
                FileOutput out = new FileOutput(calls, file)) {
            writing.to(out);
            out.close();
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static OpenFile create(FileCalls calls, Path path, Path part) {
        try (OpenFile folder = calls.open(part.getParent(), Access.FOLDER)) {
            // Like docker's: an image may hold what others on this machine are not to read.
            return calls.create(folder, BytePath.of(part.getFileName()), 0600);
        } catch (IOException e) {
            String why = e instanceof KernelException kernel && kernel.errno() == Errno.ENOENT ? "no such folder" : Failure.reasonOf(e);
            throw new EngineException(new Failure(FailureKind.INVALID, "cannot write", path.toString(), why, ""), e);
        }
    }

    /** The caller's own, which others write to after us. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
