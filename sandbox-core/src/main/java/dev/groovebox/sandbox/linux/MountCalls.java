package dev.groovebox.sandbox.linux;

import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Mounts that nobody else sees. */
public interface MountCalls {
    /**
     * Mounts an overlay in a mount namespace of its own, which lasts no longer than the call: the mount is reached by the
     * descriptor alone, and goes when the last descriptor of it or of a file in it is closed.
     *
     * @param lower topmost first
     * @param at an empty folder
     * @return its root
     */
    OpenFile overlay(List<Path> lower, Path upper, Path work, Path at) throws IOException;
}
