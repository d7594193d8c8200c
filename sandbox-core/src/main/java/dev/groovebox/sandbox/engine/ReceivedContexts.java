package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.build.copy.AddedArchive;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.layer.LayerReader;
import dev.groovebox.sandbox.inside.TreeCopy;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.operation.ImageOperation.UnpackContext;
import dev.groovebox.sandbox.operation.UnpackedContext;
import dev.groovebox.sandbox.spec.GitAddress;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.FolderTree;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;

/** Contexts of builds that come as archives or of git repositories, each in a folder that nobody else may open. */
record ReceivedContexts(EnginePaths paths, FileCalls calls, ExecutorService threads) {
    private static final String INPUT = "standard input";

    /** @param folder in the area */
    private record Received(StagingArea area, Path folder) implements UnpackedContext {
        @Override
        public void close() throws IOException {
            area.close();
        }
    }

    UnpackedContext unpack(UnpackContext asked, EventSink events) throws IOException {
        StagingArea area = StagingArea.open(paths, calls);
        try {
            Path folder = area.newFolder();
            extract(asked.archive(), folder, events);
            return new Received(area, folder);
        } catch (IOException e) {
            area.close();
            throw new EngineException(new Failure(FailureKind.INVALID, "cannot unpack the context of", INPUT, Failure.reasonOf(e), ""), e);
        } catch (RuntimeException e) {
            area.close();
            throw e;
        }
    }

    UnpackedContext fetch(GitAddress address) throws IOException, InterruptedException {
        StagingArea area = StagingArea.open(paths, calls);
        try {
            Path all = area.newFolder();
            new GitFetch(address, all).fetch();
            new FolderTree(calls).delete(all.resolve(".git"));
            return new Received(area, folderOf(address, all));
        } catch (IOException | InterruptedException | RuntimeException e) {
            area.close();
            throw e;
        }
    }

    /** No link of the repository may lead to it. */
    private Path folderOf(GitAddress address, Path all) throws IOException {
        Path folder = all.resolve(Path.of("/" + address.folder()).normalize().toString().substring(1));
        try (OpenFile root = calls.open(all, Access.FOLDER);
                OpenFile found = calls.openBeneath(root, new BytePath(all.relativize(folder).toString()), Access.FOLDER)) {
            return folder;
        } catch (KernelException e) {
            throw new EngineException(FailureKind.NOT_FOUND, "cannot fetch the context", address.repository(),
                    "'" + address.folder() + "' is no folder of it", "");
        }
    }

    private void extract(InputStream archive, Path folder, EventSink events) throws IOException {
        TreeCopy copy = new TreeCopy(calls, threads, skipped -> events.accept(new Event.Warning(skipped)));
        try (OpenFile root = calls.open(folder, Access.FOLDER)) {
            copy.extract(AddedArchive.plain(archive, INPUT), root, LayerReader.MOST_BYTES);
        }
        // What pads the archive's end, for whoever writes it.
        archive.transferTo(OutputStream.nullOutputStream());
    }
}
