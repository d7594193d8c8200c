package dev.groovebox.sandbox.build.copy;

import dev.groovebox.registry.oci.Digests;
import dev.groovebox.sandbox.build.pattern.IgnorePatterns;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.layer.HashedInput;
import dev.groovebox.sandbox.image.layer.Whiteouts;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.spec.InlineFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Goes through the sources of a COPY in one order, and either sums up what they are or copies them as well, so that a
 * file is read once.
 */
final class CopyWalk {
    private static final int NEW_FILE = 0644;

    private final FileCalls calls;
    private final IgnorePatterns excluded;
    private final Optional<FileOwner> owner;
    private final ModeChange mode;
    private final ContentDigests digests;
    private final ContentSum sum = new ContentSum();
    private final HardLinks links = new HardLinks();
    private final byte[] buffer = new byte[1 << 16];
    private boolean complete = true;
    private boolean reads;

    CopyWalk(FileCalls calls, IgnorePatterns excluded, Optional<FileOwner> owner, ModeChange mode, ContentDigests digests) {
        this.calls = calls;
        this.excluded = excluded;
        this.owner = owner;
        this.mode = mode;
        this.digests = digests;
    }

    /** One that reads what it doesn't know, and keeps owners and modes. */
    static CopyWalk reading(FileCalls calls, ContentDigests digests) {
        CopyWalk walk = new CopyWalk(calls, IgnorePatterns.NONE, Optional.empty(), ModeChange.of(""), digests);
        walk.reads = true;
        return walk;
    }

    ContentSum sum() {
        return sum;
    }

    /** Names of one file are kept together within a source, as docker does it. */
    void beginSource() {
        links.clear();
    }

    boolean excludes(BytePath name) {
        return excluded.ignores(name);
    }

    /** A folder of the image to copy into; what is missing of it belongs to the step's owner. */
    TargetFolder target(UpperFolder upper, BytePath path) throws IOException {
        return upper.target(path, owner.orElse(FileOwner.ROOT));
    }

    /** The same for what is in a folder: one that the step makes for it gets the step's mode, as those in it do. */
    TargetFolder targetOfFolder(UpperFolder upper, BytePath path) throws IOException {
        return upper.target(path, owner.orElse(FileOwner.ROOT), mode.ofNewFolder());
    }

    /** Whether every file's digest was known without reading it. */
    boolean isComplete() {
        return complete;
    }

    /**
     * All that is in a folder, but not the folder itself.
     *
     * @param source its path in the tree, for what is ignored
     * @param below its path below what the source's words name, for what is excluded
     * @param target its path in the image
     * @param to absent: nothing is copied
     */
    void children(SourceTree tree, SourceFolder from, BytePath source, BytePath below, Optional<TargetFolder> to, BytePath target)
            throws IOException {
        for (BytePath name : from.names()) {
            Optional<SourceFolder.Child> child = from.find(name);
            if (child.isPresent() && (complete || to.isPresent())) {
                child(tree, from, child.get(), source.child(name), below.child(name), to, target.child(name));
            }
        }
    }

    private void child(SourceTree tree, SourceFolder from, SourceFolder.Child child, BytePath source, BytePath below,
            Optional<TargetFolder> to, BytePath target) throws IOException {
        boolean left = tree.ignored().ignores(source) || excluded.ignores(below);
        if (!child.status().isFolder()) {
            if (!left) {
                file(from, child, to, target);
            }
        } else if (!left) {
            folder(tree, from, child, source, below, to, target);
        } else if (tree.ignored().hasExceptions() || excluded.hasExceptions()) {
            wantedBelow(tree, from, child, source, below, to, target);
        }
    }

    private void folder(SourceTree tree, SourceFolder from, SourceFolder.Child child, BytePath source, BytePath below,
            Optional<TargetFolder> to, BytePath target) throws IOException {
        sum.add(target + "/", words(child.status(), "folder" + attributes(from, child)));
        try (SourceFolder folder = from.folder(child)) {
            if (to.isEmpty()) {
                children(tree, folder, source, below, to, target);
                return;
            }
            try (TargetFolder inner = to.get().enter(child.name(), target)) {
                children(tree, folder, source, below, Optional.of(inner), target);
            }
            finish(from, child, to.get(), child.name());
        }
    }

    /** A folder that is left out itself is made when something in it is not. */
    private void wantedBelow(SourceTree tree, SourceFolder from, SourceFolder.Child child, BytePath source, BytePath below,
            Optional<TargetFolder> to, BytePath target) throws IOException {
        boolean wanted;
        try (SourceFolder folder = from.folder(child)) {
            wanted = holdsWanted(tree, folder, source, below);
        }
        if (wanted) {
            folder(tree, from, child, source, below, to, target);
        }
    }

    private boolean holdsWanted(SourceTree tree, SourceFolder folder, BytePath source, BytePath below) throws IOException {
        for (BytePath name : folder.names()) {
            Optional<SourceFolder.Child> child = folder.find(name);
            if (child.isEmpty()) {
                continue;
            }
            if (!tree.ignored().ignores(source.child(name)) && !excluded.ignores(below.child(name))) {
                return true;
            }
            if (child.get().status().isFolder()) {
                try (SourceFolder inner = folder.folder(child.get())) {
                    if (holdsWanted(tree, inner, source.child(name), below.child(name))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** @param target with the name it gets */
    void file(SourceFolder from, SourceFolder.Child child, Optional<TargetFolder> to, BytePath target) throws IOException {
        switch (child.status().type()) {
            case LINK -> link(from, child, to, target);
            case REGULAR -> regular(from, child, to, target);
            // A socket is of use to nobody but the program that serves it: no layer has any.
            case SOCKET -> { }
            default -> node(from, child, to, target);
        }
    }

    private void regular(SourceFolder from, SourceFolder.Child child, Optional<TargetFolder> to, BytePath target)
            throws IOException {
        FileStatus status = child.status();
        Optional<HardLinks.Copied> copied = links.find(status);
        if (copied.isPresent()) {
            hardLink(copied.get(), to, target);
            return;
        }
        Optional<String> digest = to.isPresent() ? Optional.of(copy(from, child, to.get(), target)) : digests.of(status);
        if (digest.isEmpty() && reads) {
            digest = Optional.of(read(from, child));
        } else if (digest.isEmpty()) {
            complete = false;
            return;
        }
        if (to.isEmpty()) {
            links.put(status, new HardLinks.Copied(target, target));
        }
        sum.add(target.toString(), words(status, "file " + digest.get() + attributes(from, child)));
    }

    private void hardLink(HardLinks.Copied copied, Optional<TargetFolder> to, BytePath target) throws IOException {
        sum.add(target.toString(), "another name of " + copied.target());
        if (to.isPresent()) {
            to.get().clear(target.name(), target);
            to.get().makeHardLink(copied.place(), target.name());
        }
    }

    /** A FIFO or a device. */
    private void node(SourceFolder from, SourceFolder.Child child, Optional<TargetFolder> to, BytePath target)
            throws IOException {
        FileStatus status = child.status();
        String what = status.type() + " " + status.deviceMajor() + ":" + status.deviceMinor();
        sum.add(target.toString(), words(status, what + attributes(from, child)));
        if (to.isPresent()) {
            to.get().clear(target.name(), target);
            calls.makeNode(to.get().upper(), target.name(), status.type(), 0600, status.deviceMajor(), status.deviceMinor());
            finish(from, child, to.get(), target.name());
        }
    }

    private String words(FileStatus status, String what) {
        int permissions = mode.apply(status.permissions(), status.isFolder());
        String whose = owner.map(user -> user.uid() + ":" + user.gid()).orElse(status.uid() + ":" + status.gid());
        return what + " " + Integer.toOctalString(permissions) + " " + whose;
    }

    private String attributes(SourceFolder from, SourceFolder.Child child) throws IOException {
        StringBuilder all = new StringBuilder();
        if (owner.isEmpty()) {
            for (BytePath name : calls.attributes(from.holder(child), child.name()).stream().sorted().toList()) {
                Optional<byte[]> value = calls.attribute(from.holder(child), child.name(), name);
                if (value.isPresent() && !Whiteouts.isOverlays(name)) {
                    all.append(' ').append(name).append('=').append(HexFormat.of().formatHex(value.get()));
                }
            }
        }
        return all.toString();
    }

    private void link(SourceFolder from, SourceFolder.Child child, Optional<TargetFolder> to, BytePath target)
            throws IOException {
        FileStatus status = child.status();
        BytePath text = from.readLink(child);
        sum.add(target.toString(), "link " + status.uid() + ":" + status.gid() + " " + text);
        if (to.isPresent()) {
            BytePath name = target.name();
            to.get().clear(name, target);
            calls.makeLink(to.get().upper(), name, text);
            changeOwner(to.get(), name, status);
            to.get().changeTime(name, status.modified());
        }
    }

    /** Answers the digest of what was copied, whatever the file's was when its folder was listed, or is by now. */
    private String copy(SourceFolder from, SourceFolder.Child child, TargetFolder to, BytePath target) throws IOException {
        BytePath name = target.name();
        to.clear(name, target);
        Optional<String> digest;
        try (OpenFile file = from.openFile(child); OpenFile written = calls.create(to.upper(), name, 0600)) {
            FileStatus opened = calls.status(file);
            requireRegular(opened, target);
            digest = copy(file, opened, written);
            links.put(opened, new HardLinks.Copied(target, to.place().child(name)));
        }
        if (digest.isEmpty()) {
            try (OpenFile copied = calls.openBeneath(to.upper(), name, Access.READ)) {
                digest = Optional.of(HexFormat.of().formatHex(hashed(copied)));
            }
        }
        finish(from, child, to, name);
        return digest.get();
    }

    /** Absent when what was known of it does not hold any more. */
    private Optional<String> copy(OpenFile file, FileStatus opened, OpenFile written) throws IOException {
        Optional<String> known = digests.of(opened);
        MessageDigest hash = Digests.hash("sha256");
        for (int count = calls.read(file, buffer, buffer.length); count > 0; count = calls.read(file, buffer, buffer.length)) {
            calls.write(written, buffer, count);
            if (known.isEmpty()) {
                hash.update(buffer, 0, count);
            }
        }
        if (known.isPresent()) {
            return ContentDigests.isSame(opened, calls.status(file)) ? known : Optional.empty();
        }
        byte[] digest = hash.digest();
        digests.put(opened, digest);
        return Optional.of(HexFormat.of().formatHex(digest));
    }

    void archive(SourceFolder from, SourceFolder.Child child, Optional<UpperFolder> upper, BytePath target)
            throws IOException {
        Optional<String> digest = digests.of(child.status());
        if (upper.isPresent()) {
            digest = Optional.of(unpack(from, child, upper.get(), target));
        } else if (digest.isEmpty()) {
            complete = false;
            return;
        }
        sum.add(target + "/", "the archive " + digest.get());
    }

    private String unpack(SourceFolder from, SourceFolder.Child child, UpperFolder upper, BytePath target)
            throws IOException {
        try (OpenFile file = from.openFile(child);
                HashedInput in = HashedInput.sha256(CopyItems.contentOf(file))) {
            FileStatus opened = calls.status(file);
            new ArchiveCopy(calls, upper, target, owner.filter(user -> !user.equals(FileOwner.ROOT))).unpack(in);
            HashedInput.drain(in);
            String digest = in.digest().hex();
            digests.put(opened, HexFormat.of().parseHex(digest));
            return digest;
        }
    }

    void inline(InlineFile file, Optional<UpperFolder> upper, BytePath target) throws IOException {
        byte[] content = file.content().getBytes(StandardCharsets.UTF_8);
        int permissions = mode.apply(NEW_FILE, false);
        sum.add(target.toString(), "inline " + Integer.toOctalString(permissions) + " "
                + Digests.of("sha256", content).hex());
        if (upper.isEmpty()) {
            return;
        }
        try (TargetFolder to = target(upper.get(), target.parent())) {
            to.clear(target.name(), target);
            try (OpenFile written = calls.create(to.upper(), target.name(), 0600)) {
                calls.write(written, content, content.length);
            }
            FileOwner whose = owner.orElse(FileOwner.ROOT);
            calls.changeOwner(to.upper(), target.name(), whose.uid(), whose.gid());
            calls.changePermissions(to.upper(), target.name(), permissions);
        }
    }

    private String read(SourceFolder from, SourceFolder.Child child) throws IOException {
        try (OpenFile file = from.openFile(child)) {
            FileStatus opened = calls.status(file);
            byte[] digest = hashed(file);
            digests.put(opened, digest);
            return HexFormat.of().formatHex(digest);
        }
    }

    private byte[] hashed(OpenFile file) throws IOException {
        MessageDigest hash = Digests.hash("sha256");
        for (int count = calls.read(file, buffer, buffer.length); count > 0; count = calls.read(file, buffer, buffer.length)) {
            hash.update(buffer, 0, count);
        }
        return hash.digest();
    }

    /** Attributes last: a capability goes with a change of owner, a folder's time with each file made in it. */
    void finish(SourceFolder from, SourceFolder.Child child, TargetFolder to, BytePath name) throws IOException {
        FileStatus status = child.status();
        changeOwner(to, name, status);
        calls.changePermissions(to.upper(), name, mode.apply(status.permissions(), status.isFolder()));
        if (owner.isEmpty()) {
            TargetFolder.copyAttributes(calls, from.holder(child), child.name(), to.upper(), name);
        }
        to.changeTime(name, status.modified());
    }

    private void changeOwner(TargetFolder to, BytePath name, FileStatus status) throws IOException {
        calls.changeOwner(to.upper(), name, owner.map(FileOwner::uid).orElse(status.uid()),
                owner.map(FileOwner::gid).orElse(status.gid()));
    }

    private static void requireRegular(FileStatus opened, BytePath target) {
        if (!opened.isRegular()) {
            throw new EngineException(FailureKind.INVALID, "cannot copy to", "/" + target,
                    "its source was replaced by what is no regular file while it was copied", "");
        }
    }
}
