package dev.groovebox.sandbox.linux.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes classic BPF (linux/filter.h) with labels; every jump goes forward, as the kernel demands. */
final class FilterAssembler {
    static final int SIZE = 8;
    static final int LOAD_WORD = 0x20;
    static final int JUMP = 0x05;
    static final int JUMP_EQUAL = 0x15;
    static final int JUMP_GREATER = 0x25;
    static final int JUMP_GREATER_OR_EQUAL = 0x35;
    static final int RETURN = 0x06;
    /** Conditional jumps have 8 bits for their distance. */
    private static final int FARTHEST = 255;
    private static final String NEXT = "";

    private record Instruction(int code, String target, int value) {}

    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();

    FilterAssembler label(String name) {
        if (labels.put(name, instructions.size()) != null) {
            throw new IllegalStateException("two labels " + name);
        }
        return this;
    }

    /** @param offset in struct seccomp_data */
    FilterAssembler load(int offset) {
        return add(LOAD_WORD, NEXT, offset);
    }

    /** Goes to the label if the loaded word compares so with the value, unsigned; else to the next instruction. */
    FilterAssembler jumpIf(int comparison, int value, String label) {
        return add(comparison, label, value);
    }

    FilterAssembler jump(String label) {
        return add(JUMP, label, 0);
    }

    FilterAssembler answer(int action) {
        return add(RETURN, NEXT, action);
    }

    private FilterAssembler add(int code, String target, int value) {
        instructions.add(new Instruction(code, target, value));
        return this;
    }

    byte[] assemble() {
        ByteBuffer bytes = ByteBuffer.allocate(instructions.size() * SIZE).order(ByteOrder.nativeOrder());
        for (int at = 0; at < instructions.size(); at++) {
            Instruction instruction = instructions.get(at);
            int distance = instruction.target().equals(NEXT) ? 0 : distance(instruction.target(), at);
            boolean far = instruction.code() == JUMP;
            if (!far && distance > FARTHEST) {
                throw new IllegalStateException("too far from " + at + " to " + instruction.target());
            }
            bytes.putShort((short) instruction.code());
            bytes.put((byte) (far ? 0 : distance));
            bytes.put((byte) 0);
            bytes.putInt(far ? distance : instruction.value());
        }
        return bytes.array();
    }

    private int distance(String label, int from) {
        Integer target = labels.get(label);
        if (target == null || target <= from) {
            throw new IllegalStateException("no label ahead is " + label);
        }
        return target - from - 1;
    }
}
