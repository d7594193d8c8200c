package dev.groovebox.sandbox.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One message of the kernel's.
 *
 * @param body what follows the header: a struct of the message's type, then attributes
 */
public record NetlinkAnswer(int type, int sequence, ByteBuffer body) {
    public static final int ERROR = 2;
    public static final int DONE = 3;

    private static final int HEADER = 16;
    private static final int ALIGNMENT = 4;
    private static final int TYPE_MASK = 0x3fff; // above it are NLA_F_NESTED and NLA_F_NET_BYTEORDER

    public static List<NetlinkAnswer> readAll(byte[] bytes, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length).slice().order(ByteOrder.nativeOrder());
        List<NetlinkAnswer> answers = new ArrayList<>();
        for (int at = 0; at + HEADER <= length; ) {
            int size = Math.max(HEADER, Math.min(buffer.getInt(at), length - at));
            ByteBuffer body = buffer.slice(at + HEADER, size - HEADER).order(ByteOrder.nativeOrder());
            answers.add(new NetlinkAnswer(buffer.getShort(at + 4) & 0xffff, buffer.getInt(at + 8), body));
            at += aligned(size);
        }
        return answers;
    }

    /** The errno of an error message; 0 says that all went well. */
    public int errno() {
        return -body.getInt(0);
    }

    /** @param struct the length of what comes before the attributes */
    public Attributes attributes(int struct) {
        return Attributes.of(body.slice(struct, body.limit() - struct));
    }

    private static int aligned(int length) {
        return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Attributes by their type. */
    public record Attributes(Map<Integer, ByteBuffer> values) {
        private static Attributes of(ByteBuffer buffer) {
            Map<Integer, ByteBuffer> values = new LinkedHashMap<>();
            buffer.order(ByteOrder.nativeOrder());
            for (int at = 0; at + ALIGNMENT <= buffer.limit(); ) {
                int size = Math.min(buffer.getShort(at) & 0xffff, buffer.limit() - at);
                if (size < ALIGNMENT) {
                    break;
                }
                ByteBuffer value = buffer.slice(at + ALIGNMENT, size - ALIGNMENT).order(ByteOrder.nativeOrder());
                values.put(buffer.getShort(at + 2) & TYPE_MASK, value);
                at += aligned(size);
            }
            return new Attributes(values);
        }

        public Optional<byte[]> bytes(int type) {
            return Optional.ofNullable(values.get(type)).map(value -> {
                byte[] bytes = new byte[value.limit()];
                value.duplicate().get(bytes);
                return bytes;
            });
        }

        public OptionalInt number(int type) {
            ByteBuffer value = values.get(type);
            return value == null || value.limit() < Integer.BYTES ? OptionalInt.empty() : OptionalInt.of(value.getInt(0));
        }

        public Optional<String> text(int type) {
            return bytes(type).map(bytes -> new String(bytes, StandardCharsets.UTF_8).replaceFirst("\0.*$", ""));
        }

        public Attributes nested(int type) {
            ByteBuffer value = values.get(type);
            return value == null ? new Attributes(Map.of()) : of(value.slice());
        }
    }
}
