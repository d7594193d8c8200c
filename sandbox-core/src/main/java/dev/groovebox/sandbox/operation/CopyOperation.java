package dev.groovebox.sandbox.operation;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Files into and out of containers, running or not, by docker's rules: what is copied to an existing folder goes into it, and
 * a source that ends with "/." is what is in the folder. Links of a container never lead out of it. Each answers how many
 * files and folders it made.
 */
public sealed interface CopyOperation<R> extends Operation<R> {
    /**
     * @param followLink of the source, when it is a symbolic link
     * @param keepOwner else the files belong to root
     */
    record CopyToContainer(String source, Path folder, boolean followLink, String container, String target, boolean keepOwner)
            implements CopyOperation<Long> {}

    /**
     * @param folder from which a relative target starts
     * @param keepOwner else the files are ours, and run as nobody else
     */
    record CopyFromContainer(String container, String source, boolean followLink, Path folder, String target, boolean keepOwner)
            implements CopyOperation<Long> {}

    /** Writes a tar archive of a file or folder. */
    record ArchiveFromContainer(String container, String source, boolean followLink, OutputStream output)
            implements CopyOperation<Long> {}

    /** @param target a folder that is there @param input a tar archive */
    record ExtractInContainer(InputStream input, String container, String target) implements CopyOperation<Long> {}
}
