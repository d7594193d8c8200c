package dev.groovebox.sandbox.linux.cgroup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Device rules as an eBPF program (bpf-helpers(7), linux/bpf.h): version 2 has no list of devices. The kernel asks it
 * at each open and mknod, with struct bpf_cgroup_dev_ctx in register 1; it answers 1 to allow.
 *
 * @param rules what any of them allows is allowed, and nothing else
 */
record DeviceProgram(List<DeviceRule> rules) {
    private static final int LOAD_WORD = 0x61;
    private static final int MOVE = 0xb4;
    private static final int MOVE_REGISTER = 0xbc;
    private static final int AND = 0x54;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int JUMP_IF_NOT_EQUAL = 0x55;
    private static final int EXIT = 0x95;

    private static final int ANSWER = 0;
    /** Register 1 is the context first, and free once it is read. */
    private static final int CONTEXT = 1;
    private static final int SCRATCH = 1;
    private static final int TYPE = 2;
    private static final int ACCESS = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;

    private static final int MKNOD = 1;
    private static final int READ = 2;
    private static final int WRITE = 4;

    private record Instruction(int code, int target, int source, int offset, int value) {}

    DeviceProgram {
        rules = List.copyOf(rules);
    }

    /** An array of struct bpf_insn. */
    byte[] instructions() {
        List<Instruction> program = new ArrayList<>();
        // The access is the upper half of the first word, the type of device the lower.
        program.add(new Instruction(LOAD_WORD, TYPE, CONTEXT, 0, 0));
        program.add(new Instruction(LOAD_WORD, MAJOR, CONTEXT, 4, 0));
        program.add(new Instruction(LOAD_WORD, MINOR, CONTEXT, 8, 0));
        program.add(new Instruction(MOVE_REGISTER, ACCESS, TYPE, 0, 0));
        program.add(new Instruction(SHIFT_RIGHT, ACCESS, 0, 0, 16));
        program.add(new Instruction(AND, TYPE, 0, 0, 0xffff));
        rules.forEach(rule -> program.addAll(allow(rule)));
        program.addAll(answer(0));
        return encoded(program);
    }

    /** Conditions, each of which leads past the end of this rule when it does not hold. */
    private static List<Instruction> allow(DeviceRule rule) {
        List<Instruction> steps = new ArrayList<>();
        steps.add(unlessEqual(TYPE, rule.kind().bpfType));
        steps.add(new Instruction(MOVE_REGISTER, SCRATCH, ACCESS, 0, 0));
        steps.add(new Instruction(AND, SCRATCH, 0, 0, ~bits(rule.access())));
        steps.add(unlessEqual(SCRATCH, 0));
        rule.major().ifPresent(major -> steps.add(unlessEqual(MAJOR, major)));
        rule.minor().ifPresent(minor -> steps.add(unlessEqual(MINOR, minor)));
        steps.addAll(answer(1));
        for (int at = 0; at < steps.size(); at++) {
            Instruction step = steps.get(at);
            if (step.code() == JUMP_IF_NOT_EQUAL) {
                int past = steps.size() - at - 1;
                steps.set(at, new Instruction(step.code(), step.target(), 0, past, step.value()));
            }
        }
        return steps;
    }

    private static Instruction unlessEqual(int register, int value) {
        return new Instruction(JUMP_IF_NOT_EQUAL, register, 0, 0, value);
    }

    private static List<Instruction> answer(int value) {
        return List.of(new Instruction(MOVE, ANSWER, 0, 0, value), new Instruction(EXIT, 0, 0, 0, 0));
    }

    private static int bits(String access) {
        int bits = 0;
        for (char letter : access.toCharArray()) {
            bits |= switch (letter) {
                case 'm' -> MKNOD;
                case 'r' -> READ;
                case 'w' -> WRITE;
                default -> throw new IllegalArgumentException("no access is " + letter);
            };
        }
        return bits;
    }

    private static byte[] encoded(List<Instruction> program) {
        ByteBuffer bytes = ByteBuffer.allocate(program.size() * 8).order(ByteOrder.nativeOrder());
        for (Instruction instruction : program) {
            bytes.put((byte) instruction.code());
            bytes.put((byte) (instruction.source() << 4 | instruction.target()));
            bytes.putShort((short) instruction.offset());
            bytes.putInt(instruction.value());
        }
        return bytes.array();
    }
}
