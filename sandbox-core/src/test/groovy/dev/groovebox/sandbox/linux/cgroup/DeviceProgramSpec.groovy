package dev.groovebox.sandbox.linux.cgroup

import java.nio.ByteBuffer
import java.nio.ByteOrder
import spock.lang.Specification

class DeviceProgramSpec extends Specification {
    static final int BLOCK = 1
    static final int CHARACTER = 2
    static final Map<String, Integer> BITS = [m: 1, r: 2, w: 4]

    /** The few eBPF instructions that device programs are made of. */
    static int run(byte[] program, int type, String access, int major, int minor) {
        int bits = access.toList().sum(0) { BITS[it] }
        int[] context = [bits << 16 | type, major, minor]
        int[] register = new int[11]
        def code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder())
        int at = 0
        while (true) {
            int operation = code.get(at * 8) & 0xff
            int target = code.get(at * 8 + 1) & 0x0f
            int source = code.get(at * 8 + 1) >> 4 & 0x0f
            int offset = code.getShort(at * 8 + 2)
            int value = code.getInt(at * 8 + 4)
            at++
            switch (operation) {
                case 0x61: register[target] = context[offset.intdiv(4)]; break
                case 0xb4: register[target] = value; break
                case 0xbc: register[target] = register[source]; break
                case 0x54: register[target] &= value; break
                case 0x74: register[target] >>>= value; break
                case 0x55: at += register[target] != value ? offset : 0; break
                case 0x95: return register[0]
                default: throw new IllegalStateException("instruction ${Integer.toHexString(operation)}")
            }
        }
    }

    def "by docker's rules #access of #type #major:#minor is #answer"() {
        expect:
        run(new DeviceProgram(DeviceRule.DEFAULTS).instructions(), type, access, major, minor) == (answer == 'allowed' ? 1 : 0)

        where:
        type      | major | minor | access || answer
        CHARACTER | 1     | 3     | 'r'    || 'allowed'
        CHARACTER | 1     | 3     | 'rw'   || 'allowed'
        CHARACTER | 1     | 3     | 'rwm'  || 'allowed'
        CHARACTER | 1     | 5     | 'rw'   || 'allowed'
        CHARACTER | 1     | 7     | 'w'    || 'allowed'
        CHARACTER | 1     | 8     | 'r'    || 'allowed'
        CHARACTER | 1     | 9     | 'r'    || 'allowed'
        CHARACTER | 5     | 0     | 'rw'   || 'allowed'
        CHARACTER | 5     | 2     | 'rw'   || 'allowed'
        CHARACTER | 136   | 0     | 'rw'   || 'allowed'
        CHARACTER | 136   | 77    | 'rw'   || 'allowed'
        CHARACTER | 1     | 1     | 'r'    || 'denied'
        CHARACTER | 1     | 1     | 'rm'   || 'denied'
        CHARACTER | 1     | 1     | 'm'    || 'allowed'
        CHARACTER | 1     | 2     | 'rw'   || 'denied'
        CHARACTER | 1     | 11    | 'r'    || 'denied'
        CHARACTER | 5     | 1     | 'rw'   || 'denied'
        CHARACTER | 10    | 200   | 'rw'   || 'denied'
        CHARACTER | 10    | 229   | 'rw'   || 'denied'
        BLOCK     | 1     | 3     | 'r'    || 'denied'
        BLOCK     | 8     | 0     | 'r'    || 'denied'
        BLOCK     | 8     | 0     | 'w'    || 'denied'
        BLOCK     | 8     | 0     | 'm'    || 'allowed'
        BLOCK     | 136   | 0     | 'r'    || 'denied'
    }

    def "no rules allow nothing"() {
        expect:
        run(new DeviceProgram([]).instructions(), CHARACTER, 'm', 1, 3) == 0
    }
}
