package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.spec.InlineFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One source of a COPY or ADD. */
sealed interface CopyItem {
    /**
     * @param upper absent: it is only summed up
     * @param into the target is a folder, and files keep their names in it
     */
    void copy(CopyWalk walk, Optional<UpperFolder> upper, BytePath target, boolean into) throws IOException;

    private static BytePath below(BytePath target, List<String> parents) {
        BytePath path = target;
        for (String parent : parents) {
            path = path.child(new BytePath(parent));
        }
        return path;
    }

    /** @param parents the folders that are made in the target for what is in it (--parents) */
    record Folder(SourceTree tree, SourceTree.Found found, List<String> parents) implements CopyItem {
        @Override
        public void copy(CopyWalk walk, Optional<UpperFolder> upper, BytePath target, boolean into) throws IOException {
            BytePath place = below(target, parents);
            walk.beginSource();
            walk.sum().add(place + "/", "the folder");
            try (SourceFolder from = tree.openFolder(found.path())) {
                if (upper.isEmpty()) {
                    walk.children(tree, from, found.path(), BytePath.ROOT, Optional.empty(), place);
                    return;
                }
                try (TargetFolder to = walk.targetOfFolder(upper.get(), place)) {
                    walk.children(tree, from, found.path(), BytePath.ROOT, Optional.of(to), place);
                }
            }
        }
    }

    record File(SourceTree tree, SourceTree.Found found, List<String> parents) implements CopyItem {
        @Override
        public void copy(CopyWalk walk, Optional<UpperFolder> upper, BytePath target, boolean into) throws IOException {
            if (walk.excludes(found.named().name())) {
                return;
            }
            walk.beginSource();
            BytePath place = into ? below(target, parents).child(found.named().name()) : target;
            try (SourceFolder from = tree.openFolder(found.path().parent())) {
                SourceFolder.Child child = tree.child(from, found.path().name(), found.path());
                if (upper.isEmpty()) {
                    walk.file(from, child, Optional.empty(), place);
                    return;
                }
                try (TargetFolder to = walk.target(upper.get(), place.parent())) {
                    walk.file(from, child, Optional.of(to), place);
                }
            }
        }
    }

    /** Unpacked into the target, which becomes a folder. */
    record Archive(SourceTree tree, SourceTree.Found found) implements CopyItem {
        @Override
        public void copy(CopyWalk walk, Optional<UpperFolder> upper, BytePath target, boolean into) throws IOException {
            try (SourceFolder from = tree.openFolder(found.path().parent())) {
                walk.archive(from, tree.child(from, found.path().name(), found.path()), upper, target);
            }
        }
    }

    record Inline(InlineFile file) implements CopyItem {
        @Override
        public void copy(CopyWalk walk, Optional<UpperFolder> upper, BytePath target, boolean into) throws IOException {
            BytePath place = into ? target.child(BytePath.of(file.name())) : target;
            walk.inline(file, upper, place);
        }
    }
}
