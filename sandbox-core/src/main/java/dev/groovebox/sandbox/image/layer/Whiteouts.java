package dev.groovebox.sandbox.image.layer;

import dev.groovebox.sandbox.linux.file.BytePath;
import java.util.Arrays;
import java.util.List;

/** How layers say that something below them is gone (image-spec, layer.md) and how overlayfs says it. */
public final class Whiteouts {
    /** In a tar, an empty file of this name and the deleted one's. */
    static final String PREFIX = ".wh.";
    /** In a tar, an empty file that hides all that lower layers have in its folder. */
    static final BytePath OPAQUE = new BytePath(".wh..wh..opq");
    /** On a folder of overlayfs, "y" for the same. */
    public static final BytePath OPAQUE_ATTRIBUTE = new BytePath("trusted.overlay.opaque");
    /** The same in a user's own overlay mounts. */
    static final BytePath USER_OPAQUE_ATTRIBUTE = new BytePath("user.overlay.opaque");

    private static final List<String> OVERLAY_ATTRIBUTES = List.of("trusted.overlay.", "user.overlay.");
    private static final byte[] YES = {'y'};

    private Whiteouts() {}

    /** Whether the value of {@link #OPAQUE_ATTRIBUTE} says yes. */
    public static boolean isOpaque(byte[] value) {
        return Arrays.equals(value, YES);
    }

    /** Whether the attribute is of overlayfs's own bookkeeping, which no layer may hold. */
    public static boolean isOverlays(BytePath attribute) {
        return OVERLAY_ATTRIBUTES.stream().anyMatch(attribute.raw()::startsWith);
    }
}
