package dev.groovebox.sandbox.operation;

import java.io.OutputStream;
import java.nio.file.Path;

/** Where an archive's bytes go. */
public sealed interface ArchiveOutput {
    /** A file of that name is there when the archive is whole, and not before; one that was there is replaced then. */
    record File(Path path) implements ArchiveOutput {}

    /** Flushed, and left open. */
    record Stream(OutputStream stream) implements ArchiveOutput {}
}
