package dev.groovebox.sandbox.image.host;

import dev.groovebox.sandbox.image.tree.TreeEntry;
import dev.groovebox.sandbox.image.tree.TreeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A root filesystem while it grows out of this machine's files. It reproduces the machine's layout: a path that goes
 * through a symbolic link ({@code /bin -> usr/bin}) brings the link and what it leads to.
 *
 * <p>Everything belongs to root. Files keep their own time, which a package fixes; links and folders get the epoch,
 * since on the machine their time says only when something was installed.
 */
final class HostTree {
    private final HostFiles files;
    private final TreeMap<String, TreeEntry> entries = new TreeMap<>();

    HostTree(HostFiles files) {
        this.files = files;
    }

    /**
     * Adds what an absolute path means, and all folders and links on the way.
     *
     * @return the file or folder; empty when nothing is there, or something that is neither
     */
    Optional<HostNode> add(String path) {
        Optional<HostNode> end = files.find(path).filter(node -> node.isRegular() || node.isFolder());
        if (end.isPresent()) {
            files.walk(path).forEach(this::record);
        }
        return end;
    }

    /** Adds a folder of our own, unless there is one; links that are in the tree already are followed. */
    void folder(String path, int mode) {
        String place = place(path);
        entries.computeIfAbsent(place, here -> new TreeEntry.Folder(here, mode, 0, 0, Instant.EPOCH));
    }

    /** Adds a file of our own in place of whatever is there. */
    void text(String path, byte[] content, int mode) {
        String place = inFolder(path);
        entries.put(place, new TreeEntry.Text(place, content, mode, 0, 0, Instant.EPOCH));
    }

    /** Adds a link of our own, unless something is there. */
    void link(String path, String target) {
        String place = inFolder(path);
        entries.computeIfAbsent(place, here -> new TreeEntry.Link(here, target, 0, 0, Instant.EPOCH));
    }

    /** Adds the content of a file of this machine that no package fixed, so without its time. */
    void copy(String path, HostNode content) {
        String place = inFolder(path);
        entries.put(
                place, new TreeEntry.HostFile(place, files.real(content.path()), 0644, 0, 0, Instant.EPOCH));
    }

    boolean has(String path) {
        return entries.containsKey(place(path));
    }

    /** Where a path leads inside the tree, its links followed. */
    String place(String path) {
        return entries.get(inFolder(path)) instanceof TreeEntry.Link link
                ? place(beside(link))
                : inFolder(path);
    }

    /** The regular files directly in a folder of the tree. */
    List<TreeEntry.HostFile> filesIn(String folder) {
        String prefix = place(folder) + "/";
        List<TreeEntry.HostFile> found = new ArrayList<>();
        for (TreeEntry entry : entries.tailMap(prefix).values()) {
            if (!entry.path().startsWith(prefix)) {
                break;
            }
            if (entry instanceof TreeEntry.HostFile file && file.path().indexOf('/', prefix.length()) < 0) {
                found.add(file);
            }
        }
        return found;
    }

    TreeSource source() {
        return new TreeSource(List.copyOf(entries.values()));
    }

    private void record(HostNode node) {
        entries.computeIfAbsent(node.path(), path -> entry(node));
    }

    private TreeEntry entry(HostNode node) {
        String path = node.path();
        if (node.linkTarget().isPresent()) {
            return new TreeEntry.Link(path, node.linkTarget().get(), 0, 0, Instant.EPOCH);
        }
        int mode = node.permissionsUnderRoot();
        return node.isFolder()
                ? new TreeEntry.Folder(path, mode, 0, 0, Instant.EPOCH)
                : new TreeEntry.HostFile(path, files.real(path), mode, 0, 0, node.modified());
    }

    /** The path with its folders' links followed and made, so that no entry ever lies below a link. */
    private String inFolder(String path) {
        String clean = path.startsWith("/") ? path.substring(1) : path;
        int slash = clean.lastIndexOf('/');
        if (slash < 0) {
            return clean;
        }
        String folder = clean.substring(0, slash);
        return place(folder) + clean.substring(slash);
    }

    private static String beside(TreeEntry.Link link) {
        if (link.target().startsWith("/")) {
            return link.target();
        }
        String path = link.path();
        return java.nio.file.Path.of("/" + path).resolveSibling(link.target()).normalize().toString();
    }
}
