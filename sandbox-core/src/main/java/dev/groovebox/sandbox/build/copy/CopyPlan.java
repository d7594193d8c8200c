package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.build.pattern.IgnorePatterns;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.layered.LayeredFiles;
import dev.groovebox.sandbox.image.user.UserDatabase;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A COPY or ADD whose words have been resolved: which files go where. */
public final class CopyPlan {
    private final FileCalls calls;
    private final List<CopyItem> items;
    private final BytePath target;
    private final boolean into;
    private final Optional<FileOwner> owner;
    private final ModeChange mode;
    private final IgnorePatterns excluded;
    private final ContentDigests digests;

    private CopyPlan(FileCalls calls, List<CopyItem> items, BytePath target, boolean into, Optional<FileOwner> owner,
            ModeChange mode, IgnorePatterns excluded, ContentDigests digests) {
        this.calls = calls;
        this.items = items;
        this.target = target;
        this.into = into;
        this.owner = owner;
        this.mode = mode;
        this.excluded = excluded;
        this.digests = digests;
    }

    /**
     * @param tree what the sources are of; absent when there are none
     * @param image what is copied into
     * @param digests the file that keeps what is known of the tree's files
     */
    public static CopyPlan of(CopyRequest request, Optional<SourceTree> tree, FileCalls calls, LayeredFiles image,
            String workingFolder, Path digests) throws IOException {
        List<CopyItem> items = new CopyItems(calls, tree).of(request);
        String words = request.target();
        boolean folder = words.endsWith("/") || words.equals(".") || words.endsWith("/.") || words.isEmpty()
                || request.options().parents();
        if (items.size() > 1 && !folder) {
            throw new EngineException(FailureKind.INVALID, "cannot copy to", words,
                    items.size() + " sources need a folder as their target", "end it with a slash");
        }
        BytePath target = BytePath.of(ImagePaths.absolute(words, workingFolder).substring(1));
        boolean there = !request.options().link() && image.place(target).isFolder();
        return new CopyPlan(calls, items, target, folder || there || target.isEmpty(), owner(request, image),
                ModeChange.of(request.options().mode()), IgnorePatterns.of(request.options().exclude()),
                ContentDigests.read(digests));
    }

    private static Optional<FileOwner> owner(CopyRequest request, LayeredFiles image) throws IOException {
        String words = request.options().owner();
        if (words.isEmpty()) {
            return request.ownersKept() ? Optional.empty() : Optional.of(FileOwner.ROOT);
        }
        return Optional.of(FileOwner.of(words, UserDatabase.read(image)));
    }

    /** Where things go and how, beside what they are: part of what the result depends on. */
    public String manner() {
        return "/" + target + (into ? "/" : "") + " " + owner.map(user -> user.uid() + ":" + user.gid()).orElse("kept")
                + " " + mode;
    }

    /** What will be copied; absent when a file's digest isn't known, and copying may as well tell it. */
    public Optional<ContentSum> knownSum() throws IOException {
        CopyWalk walk = walk();
        for (CopyItem item : items) {
            item.copy(walk, Optional.empty(), target, into);
            if (!walk.isComplete()) {
                return Optional.empty();
            }
        }
        digests.save();
        return Optional.of(walk.sum());
    }

    public ContentSum copyInto(UpperFolder upper) throws IOException {
        CopyWalk walk = walk();
        for (CopyItem item : items) {
            item.copy(walk, Optional.of(upper), target, into);
        }
        digests.save();
        return walk.sum();
    }

    private CopyWalk walk() {
        return new CopyWalk(calls, excluded, owner, mode, digests);
    }
}
