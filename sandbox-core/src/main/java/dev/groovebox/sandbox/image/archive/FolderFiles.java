package dev.groovebox.sandbox.image.archive;

import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileInput;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** The files of a folder; no link in it is followed, and nothing opened that could block. */
final class FolderFiles implements ArchiveFiles {
    private final FileCalls calls;
    private final OpenFile folder;

    private FolderFiles(FileCalls calls, OpenFile folder) {
        this.calls = calls;
        this.folder = folder;
    }

    static FolderFiles open(FileCalls calls, Path folder) throws IOException {
        return new FolderFiles(calls, calls.open(folder, Access.FOLDER));
    }

    @Override
    public Optional<Part> find(String name) throws IOException {
        BytePath path = BytePath.of(name);
        try (OpenFile file = calls.openBeneath(folder, path, Access.READ_CAREFULLY)) {
            FileStatus status = calls.status(file);
            return status.isRegular() ? Optional.of(new Part(status.size(), () -> read(path))) : Optional.empty();
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private InputStream read(BytePath path) throws IOException {
        return new FileInput(calls, calls.openBeneath(folder, path, Access.READ_CAREFULLY));
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
