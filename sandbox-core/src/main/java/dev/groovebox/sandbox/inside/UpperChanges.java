package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.image.layered.LayeredFiles;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.operation.FileChange;
import dev.groovebox.sandbox.operation.FileChange.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a container's writable layer changes of the layers below it. No link in it is followed. */
public final class UpperChanges {
    /** Each level keeps a descriptor open; a program can nest folders without end. */
    private static final int MOST_DEPTH = 512;

    private final FileCalls calls;
    private final LayeredFiles image;
    private final List<FileChange> changes = new ArrayList<>();

    private UpperChanges(FileCalls calls, LayeredFiles image) {
        this.calls = calls;
        this.image = image;
    }

    /** @param layers topmost first */
    public static List<FileChange> read(FileCalls calls, Path upper, List<Path> layers) throws IOException {
        try (LayeredFiles image = LayeredFiles.open(calls, layers);
                OpenFile root = calls.open(upper, Access.FOLDER)) {
            UpperChanges changes = new UpperChanges(calls, image);
            changes.walk(root, BytePath.ROOT, 0);
            return List.copyOf(changes.changes);
        }
    }

    private void walk(OpenFile folder, BytePath path, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new IOException("folders nested deeper than " + MOST_DEPTH + " at '" + path + "'");
        }
        for (BytePath name : calls.list(folder).stream().sorted().toList()) {
            BytePath inner = path.child(name);
            FileStatus status = calls.status(folder, name);
            Kind kind = status.isWhiteout() ? Kind.DELETED : image.find(inner).isPresent() ? Kind.CHANGED : Kind.ADDED;
            changes.add(new FileChange(kind, "/" + inner));
            if (status.isFolder()) {
                try (OpenFile inside = calls.openBeneath(folder, name, Access.FOLDER)) {
                    walk(inside, inner, depth + 1);
                }
            }
        }
    }
}
