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

    /** What stands somewhere in an overlay; its place is made when it is missing, and no link leads out of the overlay. */
    sealed interface Attachment {
        /** A path inside. */
        String target();

        /**
         * A file or folder of this machine, with what is mounted in it.
         *
         * @param links whether those on the way to it are followed
         */
        record Tree(Path source, boolean links, String target, boolean readOnly) implements Attachment {}

        /** An empty folder that takes no files. */
        record Nothing(String target) implements Attachment {}
    }

    /**
     * Like {@link #overlay}, with more in it.
     *
     * @param readOnly the overlay itself takes no files
     * @param attachments each after those that it stands in
     * @return the place of its root, which has to be opened by another call to be read
     */
    OpenFile overlay(List<Path> lower, Path upper, Path work, Path at, boolean readOnly, List<Attachment> attachments) throws IOException;
}
