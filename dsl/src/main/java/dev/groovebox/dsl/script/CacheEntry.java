package dev.groovebox.dsl.script;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How a compiled script is written to one file: a digest, the main class's name, and each class with its name. */
final class CacheEntry {
    private CacheEntry() {}

    static byte[] encode(CompiledScript script, MessageDigest digest) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeUTF(script.mainClass().orElse(""));
        out.writeInt(script.classes().size());
        for (Map.Entry<String, byte[]> made : script.classes().entrySet()) {
            out.writeUTF(made.getKey());
            out.writeInt(made.getValue().length);
            out.write(made.getValue());
        }
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        entry.writeBytes(digest.digest(body.toByteArray()));
        body.writeTo(entry);
        return entry.toByteArray();
    }

    /** Absent when the bytes are not as they were written. */
    static Optional<CompiledScript> decode(byte[] entry, MessageDigest digest) throws IOException {
        int length = digest.getDigestLength();
        if (entry.length < length) {
            return Optional.empty();
        }
        digest.update(entry, length, entry.length - length);
        if (!MessageDigest.isEqual(digest.digest(), Arrays.copyOf(entry, length))) {
            return Optional.empty();
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry, length, entry.length - length));
        Optional<String> mainClass = Optional.of(in.readUTF()).filter(name -> !name.isEmpty());
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            classes.put(in.readUTF(), in.readNBytes(in.readInt()));
        }
        return Optional.of(new CompiledScript(mainClass, classes));
    }
}
