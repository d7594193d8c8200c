package dev.groovebox.sandbox.operation;

import java.io.Closeable;
import java.nio.file.Path;

/** A build's context that came as an archive. Closing it deletes the folder; what a killed build leaves, the next command does. */
public interface UnpackedContext extends Closeable {
    Path folder();
}
