package dev.groovebox.sandbox.linux.seccomp

import static dev.groovebox.sandbox.linux.seccomp.ClassicBpf.*

import java.nio.ByteBuffer
import java.nio.ByteOrder
import spock.lang.Specification

class UnknownCallStubSpec extends Specification {
    static final int ALLOW = 0x7fff0000
    static final int ENOSYS = 0x50000 | 38
    static final int BEHIND = 0x12345678
    static final int X32 = 0x40000000

    /** The stub with a filter behind it that answers everything alike. */
    static int answer(Architecture architecture, int audit, int number, Set<String> byNumber = []) {
        def stub = new UnknownCallStub(architecture.interfaces(), byNumber).instructions()
        def filter = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putShort((short) 6).putShort((short) 0).putInt(BEHIND)
        def program = ByteBuffer.allocate(stub.length + 8).put(stub).put(filter.array()).array()
        ClassicBpf.run(program, audit, number)
    }

    def "number #number of audit architecture #audit gets #expected"() {
        expect:
        answer(architecture, audit as int, number as int) == expected

        where:
        architecture         | audit      | number         || expected
        Architecture.X86_64  | X86_64     | 0              || BEHIND
        Architecture.X86_64  | X86_64     | 335            || BEHIND
        Architecture.X86_64  | X86_64     | 466            || BEHIND
        Architecture.X86_64  | X86_64     | 467            || ENOSYS
        Architecture.X86_64  | X86_64     | X32 - 1        || ENOSYS
        Architecture.X86_64  | X86_64     | X32            || BEHIND
        Architecture.X86_64  | X86_64     | X32 + 466      || BEHIND
        Architecture.X86_64  | X86_64     | X32 + 467      || ENOSYS
        Architecture.X86_64  | X86_64     | X32 + 511      || ENOSYS
        Architecture.X86_64  | X86_64     | X32 + 512      || BEHIND
        Architecture.X86_64  | X86_64     | X32 + 547      || BEHIND
        Architecture.X86_64  | X86_64     | X32 + 548      || ENOSYS
        Architecture.X86_64  | X86_64     | -1             || ENOSYS
        Architecture.X86_64  | X86        | 466            || BEHIND
        Architecture.X86_64  | X86        | 467            || ENOSYS
        Architecture.X86_64  | X86        | -1             || ENOSYS
        Architecture.X86_64  | AARCH64    | 9999           || BEHIND
        Architecture.AARCH64 | AARCH64    | 466            || BEHIND
        Architecture.AARCH64 | AARCH64    | 467            || ENOSYS
        Architecture.AARCH64 | ARM        | 466            || BEHIND
        Architecture.AARCH64 | ARM        | 467            || ENOSYS
        Architecture.AARCH64 | ARM        | 0xf0005        || BEHIND
        Architecture.AARCH64 | ARM        | 0xf0006        || ENOSYS
        Architecture.AARCH64 | X86_64     | 9999           || BEHIND
    }

    def "a call that libseccomp has no name for is allowed by its number in each interface that has it"() {
        expect:
        answer(Architecture.X86_64, audit, number, ['mseal', 'uretprobe'] as Set) == expected

        where:
        audit  | number    || expected
        X86_64 | 462       || ALLOW
        X86_64 | 335       || ALLOW
        X86_64 | 461       || BEHIND
        X86_64 | 463       || BEHIND
        X86_64 | X32 + 462 || ALLOW
        X86_64 | X32 + 335 || BEHIND
        X86    | 462       || ALLOW
        X86    | 335       || BEHIND
    }

    def "the table of recent numbers is the kernel's"() {
        expect:
        RecentCalls.number(name, Architecture.X86_64.interfaces()[0]).asInt == number

        where:
        name                      || number
        'faccessat2'              || 439
        'landlock_restrict_self'  || 446
        'futex_waitv'             || 449
        'set_mempolicy_home_node' || 450
        'cachestat'               || 451
        'fchmodat2'               || 452
        'map_shadow_stack'        || 453
        'statmount'               || 457
        'mseal'                   || 462
        'removexattrat'           || 466
    }
}
