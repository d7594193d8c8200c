package dev.groovebox.sandbox.linux;

import java.io.IOException;
import java.nio.file.Path;

/** Asks the kernel what filesystem a path is on (statfs(2)); the numbers are those of linux/magic.h. */
public interface FilesystemMagic {
    long CGROUP = 0x27e0eb;
    long CGROUP2 = 0x63677270;
    long TMPFS = 0x01021994;
    long PROC = 0x9fa0;

    long of(Path path) throws IOException;
}
