package dev.groovebox.sandbox.build.copy;

/** Whom copied files belong to. */
public record FileOwner(long uid, long gid) {
    public static final FileOwner ROOT = new FileOwner(0, 0);
}
