package dev.groovebox.sandbox.image.layer;

import dev.groovebox.sandbox.image.tree.TreeEntry;
import dev.groovebox.sandbox.image.tree.TreeSource;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Makes the files of a {@link TreeSource}. */
public final class TreeFolder {
    private final FileCalls calls;

    public TreeFolder(FileCalls calls) {
        this.calls = calls;
    }

    /** @param folder an empty one */
    public void write(TreeSource tree, Path folder) throws IOException {
        try (OpenFile root = calls.open(folder, Access.FOLDER)) {
            for (TreeEntry entry : tree.entries()) {
                BytePath path = BytePath.of(entry.path());
                try (OpenFile parent = calls.openBeneath(root, path.parent(), Access.FOLDER)) {
                    make(parent, path.name(), entry);
                }
            }
            setFolderTimes(root, tree.entries());
        }
    }

    private void make(OpenFile parent, BytePath name, TreeEntry entry) throws IOException {
        if (entry instanceof TreeEntry.Folder) {
            calls.makeFolder(parent, name, 0700);
        } else if (entry instanceof TreeEntry.HostFile file) {
            copy(file.content(), parent, name);
        } else if (entry instanceof TreeEntry.Text text) {
            try (OpenFile file = calls.create(parent, name, 0600)) {
                calls.write(file, text.content(), text.content().length);
            }
        } else if (entry instanceof TreeEntry.Link link) {
            calls.makeLink(parent, name, BytePath.of(link.target()));
        }
        calls.changeOwner(parent, name, entry.uid(), entry.gid());
        if (!(entry instanceof TreeEntry.Link)) {
            calls.changePermissions(parent, name, entry.mode());
        }
        calls.changeTimes(parent, name, entry.modified(), entry.modified());
    }

    private void copy(Path source, OpenFile parent, BytePath name) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (OpenFile in = calls.open(source, Access.READ); OpenFile out = calls.create(parent, name, 0600)) {
            for (int count = calls.read(in, buffer, buffer.length); count > 0;
                    count = calls.read(in, buffer, buffer.length)) {
                calls.write(out, buffer, count);
            }
        }
    }

    /** Once more, since making a file in a folder changes the folder's time. */
    private void setFolderTimes(OpenFile root, List<TreeEntry> entries) throws IOException {
        for (TreeEntry entry : entries) {
            if (entry instanceof TreeEntry.Folder) {
                BytePath path = BytePath.of(entry.path());
                try (OpenFile parent = calls.openBeneath(root, path.parent(), Access.FOLDER)) {
                    calls.changeTimes(parent, path.name(), entry.modified(), entry.modified());
                }
            }
        }
    }
}
