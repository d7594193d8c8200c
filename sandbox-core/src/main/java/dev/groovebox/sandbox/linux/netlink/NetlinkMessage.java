package dev.groovebox.sandbox.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A request to the kernel being written (netlink(7)): a header, a struct of the message's type, and attributes of
 * type, length and value, which may hold attributes again. Numbers are in the machine's byte order.
 */
public final class NetlinkMessage {
    public static final int REQUEST = 0x1;
    public static final int ACK = 0x4;
    public static final int DUMP = 0x300;
    public static final int EXCLUSIVE = 0x200;
    public static final int REPLACE = 0x100;
    public static final int CREATE = 0x400;

    private static final int HEADER = 16;
    private static final int ALIGNMENT = 4;
    private static final int ATTRIBUTE_HEADER = 4;

    private final ByteBuffer buffer = ByteBuffer.allocate(2048).order(ByteOrder.nativeOrder());
    private final Deque<Integer> nests = new ArrayDeque<>();

    /** @param flags beside REQUEST */
    public NetlinkMessage(int type, int flags) {
        buffer.putInt(0).putShort((short) type).putShort((short) (REQUEST | flags)).putInt(0).putInt(0);
    }

    public NetlinkMessage int8(int value) {
        buffer.put((byte) value);
        return this;
    }

    public NetlinkMessage int16(int value) {
        buffer.putShort((short) value);
        return this;
    }

    public NetlinkMessage int32(int value) {
        buffer.putInt(value);
        return this;
    }

    public NetlinkMessage attribute(int type, byte[] value) {
        buffer.putShort((short) (ATTRIBUTE_HEADER + value.length)).putShort((short) type).put(value);
        return align();
    }

    public NetlinkMessage attribute(int type, int value) {
        return attribute(type, ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array());
    }

    public NetlinkMessage shortAttribute(int type, int value) {
        return attribute(
                type, ByteBuffer.allocate(Short.BYTES).order(ByteOrder.nativeOrder()).putShort((short) value).array());
    }

    public NetlinkMessage byteAttribute(int type, int value) {
        return attribute(type, new byte[] {(byte) value});
    }

    /** Ended by a NUL. */
    public NetlinkMessage attribute(int type, String value) {
        return attribute(type, (value + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** Opens an attribute of attributes, until {@link #end()}. */
    public NetlinkMessage nest(int type) {
        nests.push(buffer.position());
        buffer.putShort((short) 0).putShort((short) type);
        return this;
    }

    public NetlinkMessage end() {
        int begin = nests.pop();
        buffer.putShort(begin, (short) (buffer.position() - begin));
        return align();
    }

    private NetlinkMessage align() {
        while (buffer.position() % ALIGNMENT != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    /** @param sequence the kernel repeats it in its answers */
    public byte[] bytes(int sequence) {
        if (!nests.isEmpty()) {
            throw new IllegalStateException("an attribute was not ended");
        }
        byte[] bytes = new byte[buffer.position()];
        buffer.duplicate().flip().get(bytes);
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(0, bytes.length).putInt(HEADER / 2, sequence);
        return bytes;
    }
}
