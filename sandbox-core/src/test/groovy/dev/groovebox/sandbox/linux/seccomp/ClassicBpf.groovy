package dev.groovebox.sandbox.linux.seccomp

import groovy.transform.CompileStatic
import java.nio.ByteBuffer
import java.nio.ByteOrder

/** The kernel's interpreter of seccomp programs, as far as filters use it (seccomp_run_filters). */
@CompileStatic
class ClassicBpf {
    static final int X86_64 = (int) 0xC000003EL
    static final int X86 = 0x40000003
    static final int AARCH64 = (int) 0xC00000B7L
    static final int ARM = 0x40000028

    /** @return the action for this call, as the kernel takes it */
    static int run(byte[] program, int audit, int number, List<Long> arguments = []) {
        def data = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder())
        data.putInt(number).putInt(audit).putLong(0)
        arguments.each { data.putLong(it) }
        def code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder())
        int accumulator = 0
        int at = 0
        while (true) {
            int operation = code.getShort(at * 8) & 0xffff
            int ifTrue = code.get(at * 8 + 2) & 0xff
            int ifFalse = code.get(at * 8 + 3) & 0xff
            int value = code.getInt(at * 8 + 4)
            at++
            switch (operation) {
                case 0x20: accumulator = data.getInt(value); break
                case 0x54: accumulator &= value; break
                case 0x05: at += value; break
                case 0x15: at += accumulator == value ? ifTrue : ifFalse; break
                case 0x25: at += Integer.compareUnsigned(accumulator, value) > 0 ? ifTrue : ifFalse; break
                case 0x35: at += Integer.compareUnsigned(accumulator, value) >= 0 ? ifTrue : ifFalse; break
                case 0x45: at += (accumulator & value) != 0 ? ifTrue : ifFalse; break
                case 0x06: return value
                default: throw new IllegalStateException("instruction ${Integer.toHexString(operation)} at ${at - 1}")
            }
        }
    }
}
