package dev.groovebox.sandbox.operation;

/** How an archive that we write is compressed as a whole. */
public enum Packing {
    NONE,
    GZIP,
    ZSTD
}
