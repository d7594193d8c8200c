package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The extended attributes that go with a copied file: people's own, and what a program may do (file capabilities). All
 * others are the filesystem's, the overlay's or the machine's.
 */
record CopiedAttributes(FileCalls calls) {
    static final BytePath CAPABILITY = new BytePath("security.capability");

    static boolean isCopied(BytePath attribute) {
        return attribute.equals(CAPABILITY) || attribute.toString().startsWith("user.");
    }

    Map<BytePath, byte[]> of(OpenFile file) throws IOException {
        Map<BytePath, byte[]> values = new TreeMap<>();
        for (BytePath attribute : calls.attributes(file)) {
            if (isCopied(attribute)) {
                calls.attribute(file, attribute).ifPresent(value -> values.put(attribute, value));
            }
        }
        return values;
    }

    /** Answers why not, where the filesystem takes none or the container may not. */
    Optional<String> set(OpenFile folder, BytePath name, BytePath attribute, byte[] value) throws IOException {
        try {
            calls.setAttribute(folder, name, attribute, value);
            return Optional.empty();
        } catch (KernelException e) {
            if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.EPERM) {
                throw e;
            }
            return Optional.of(Errno.describe(e.errno()));
        }
    }
}
