package dev.groovebox.sandbox.image.layer;

import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which extended attributes belong into a layer, and which are overlayfs's or this machine's own. */
final class LayerAttributes {
    /** Labels and signatures of this machine's security modules. */
    private static final List<String> MACHINE = List.of("security.selinux", "security.ima", "security.evm");
    /** The file's data or name is elsewhere then: an archive of the upper folder alone would lose it. */
    private static final List<String> INCOMPLETE = List.of("metacopy", "redirect");

    private final FileCalls calls;

    LayerAttributes(FileCalls calls) {
        this.calls = calls;
    }

    Map<BytePath, byte[]> kept(OpenFile folder, BytePath name) throws IOException {
        Map<BytePath, byte[]> kept = new TreeMap<>();
        for (BytePath attribute : calls.attributes(folder, name)) {
            if (Whiteouts.isOverlays(attribute)) {
                refuseIncomplete(attribute, name);
            } else if (!MACHINE.contains(attribute.raw())) {
                calls.attribute(folder, name, attribute).ifPresent(value -> kept.put(attribute, value));
            }
        }
        return kept;
    }

    private static void refuseIncomplete(BytePath attribute, BytePath name) throws IOException {
        if (INCOMPLETE.stream().anyMatch(attribute.raw()::endsWith)) {
            throw new IOException("'" + name + "' has its content in a lower layer (" + attribute
                    + "): the overlay was mounted with metacopy or redirect_dir");
        }
    }

    boolean isOpaque(OpenFile folder, BytePath name) throws IOException {
        return isYes(folder, name, Whiteouts.OPAQUE_ATTRIBUTE) || isYes(folder, name, Whiteouts.USER_OPAQUE_ATTRIBUTE);
    }

    private boolean isYes(OpenFile folder, BytePath name, BytePath attribute) throws IOException {
        return calls.attribute(folder, name, attribute).filter(Whiteouts::isOpaque).isPresent();
    }
}
