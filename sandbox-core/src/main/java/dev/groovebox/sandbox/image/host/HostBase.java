package dev.groovebox.sandbox.image.host;

import dev.groovebox.sandbox.image.tree.TreeSource;
import java.util.List;

/** Makes the root filesystem of an image out of this machine's own programs; no registry takes part. */
public interface HostBase {
    /**
     * A root filesystem in which these programs start, with {@code /bin/sh} and the usual folders always in it.
     * The same programs in the same versions give an equal result.
     *
     * @param programs commands or names of installed Debian packages; all of them must be here
     * @param certificates whether the machine's certificate authorities are wanted
     * @throws dev.groovebox.sandbox.failure.EngineException naming every program that isn't here, or can't be meant
     */
    TreeSource collect(List<String> programs, boolean certificates);

    /** What {@link #collect} is to be given for the ready-made {@code host/base}: its programs, as far as they are here. */
    List<String> readyMade();
}
