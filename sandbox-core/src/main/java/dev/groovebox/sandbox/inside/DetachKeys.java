package dev.groovebox.sandbox.inside;

import java.util.Optional;

/** Finds the keys by which somebody lets go of a terminal, in what is typed. What might be their begin is held back. */
final class DetachKeys {
    private final byte[] keys;
    private int matched;

    /** @param keys none: nothing detaches */
    DetachKeys(byte[] keys) {
        this.keys = keys.clone();
    }

    /** What is to be passed on; empty when the keys are complete. */
    Optional<byte[]> pass(byte[] typed, int length) {
        byte[] passed = new byte[length + keys.length];
        int size = 0;
        for (int i = 0; i < length; i++) {
            if (keys.length > 0 && typed[i] == keys[matched]) {
                matched++;
                if (matched == keys.length) {
                    return Optional.empty();
                }
                continue;
            }
            System.arraycopy(keys, 0, passed, size, matched);
            size += matched;
            matched = keys.length > 0 && typed[i] == keys[0] ? 1 : 0;
            if (matched == 0) {
                passed[size++] = typed[i];
            }
        }
        return Optional.of(java.util.Arrays.copyOf(passed, size));
    }
}
