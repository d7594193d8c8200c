package dev.groovebox.sandbox.linux.netlink;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A route of the main table or of the local one.
 *
 * @param destination 4 or 16 bytes; all zero with length 0 for the default route
 * @param gateway absent when the destination is on the link
 * @param link the index of the interface it leaves by
 */
public record Route(byte[] destination, int length, Optional<byte[]> gateway, OptionalInt link) {
    public boolean isDefault() {
        return length == 0;
    }
}
