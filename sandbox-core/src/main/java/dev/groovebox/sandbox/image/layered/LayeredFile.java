package dev.groovebox.sandbox.image.layered;

import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileStatus;

/**
 * A file of an image.
 *
 * @param path from the image's root, through no link
 * @param layer the number of the uppermost layer that has it, from 0 at the top
 */
public record LayeredFile(BytePath path, FileStatus status, int layer) {
    /** Any of the three execute bits, as root may use them (capability CAP_DAC_OVERRIDE). */
    private static final int ANY_EXECUTE = 0111;

    static LayeredFile of(LayeredFiles.Child child) {
        return new LayeredFile(child.path(), child.status(), child.members().get(0));
    }

    public boolean isExecutable() {
        return status.isRegular() && (status.permissions() & ANY_EXECUTE) != 0;
    }
}
