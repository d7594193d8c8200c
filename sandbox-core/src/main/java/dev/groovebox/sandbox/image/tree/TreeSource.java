package dev.groovebox.sandbox.image.tree;

import java.util.List;

/**
 * The content of a layer as a list, parents before children, sorted by path, each path once.
 *
 * @param entries never the root itself
 */
public record TreeSource(List<TreeEntry> entries) {
    public TreeSource {
        entries = List.copyOf(entries);
    }
}
