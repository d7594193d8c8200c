package dev.groovebox.sandbox.linux.seccomp

import dev.groovebox.sandbox.linux.LibseccompCalls
import dev.groovebox.sandbox.linux.capability.Capability
import dev.groovebox.sandbox.linux.capability.CapabilitySet
import dev.groovebox.sandbox.linux.jna.JnaLibseccomp
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/** The numbers are those of x86_64 (asm/unistd_64.h) and of its 32-bit table (asm/unistd_32.h). */
@Requires(value = { System.getProperty('os.arch') == 'amd64' }, reason = 'the numbers of calls are those of x86_64')
class DefaultProfileSpec extends Specification {
    static final String PASSED = 'passed'
    /** uretprobe and uprobe: the kernel itself plants them, and since 6.14 no filter sees them. */
    static final List<String> NEVER_FILTERED = ['335', '336']

    @Shared @AutoCleanup SyscallProber prober = new SyscallProber()
    @Shared SeccompCompiler compiler =
            new LibseccompCompiler(new JnaLibseccomp(), SeccompProfile.ofEngine(), Architecture.X86_64)
    @Shared byte[] filter = compiler.defaultProfile(CapabilitySet.of(Capability.DEFAULTS))

    byte[] filterWith(Capability... more) {
        compiler.defaultProfile(CapabilitySet.of(Capability.DEFAULTS + more.toList()))
    }

    static String answer(String result) {
        result in ['EPERM', 'ENOSYS'] ? result : PASSED
    }

    def "#name is answered #expected"() {
        expect:
        answer(prober.probe(filter, 'native', "$number=$argument").values()[0]) == expected

        where:
        name                     | number | argument     || expected
        'read'                   | 0      | -1           || PASSED
        'open'                   | 2      | 0            || PASSED
        'clone3'                 | 435    | 0            || 'ENOSYS'
        'unshare'                | 272    | 0x10000000   || 'EPERM'
        'setns'                  | 308    | -1           || 'EPERM'
        'mount'                  | 165    | 0            || 'EPERM'
        'open_tree'              | 428    | -1           || 'EPERM'
        'keyctl'                 | 250    | 0            || 'EPERM'
        'add_key'                | 248    | 0            || 'EPERM'
        'bpf'                    | 321    | 0            || 'EPERM'
        'io_uring_setup'         | 425    | 1            || 'EPERM'
        'userfaultfd'            | 323    | 0            || 'EPERM'
        'perf_event_open'        | 298    | 0            || 'EPERM'
        'open_by_handle_at'      | 304    | -1           || 'EPERM'
        'kexec_load'             | 246    | 0            || 'EPERM'
        'ptrace'                 | 101    | 0x4200       || PASSED
        'personality: ask'       | 135    | 0xffffffffL  || PASSED
        'personality: Linux'     | 135    | 0            || PASSED
        'personality: no random' | 135    | 0x0040000    || 'EPERM'
        'socket AF_UNIX'         | 41     | 1            || PASSED
        'socket AF_ALG'          | 41     | 38           || 'EPERM'
        'socket AF_NFC'          | 41     | 39           || PASSED
        'socket AF_VSOCK'        | 41     | 40           || 'EPERM'
        'socket AF_XDP'          | 41     | 44           || PASSED
        'clone: a process'       | 56     | 17           || PASSED
        'clone: new user'        | 56     | 0x10000011   || 'EPERM'
        'clone: new net'         | 56     | 0x40000011   || 'EPERM'
        'mseal'                  | 462    | 0            || PASSED
        'open_tree_attr'         | 467    | -1           || 'ENOSYS'
        'nobody knows yet'       | 480    | -1           || 'ENOSYS'
    }

    def "the 32-bit table is no way round: #name"() {
        expect:
        answer(prober.probe(filter, 'x86', "$number=$argument").values()[0]) == expected

        where:
        name              | number | argument   || expected
        'read'            | 3      | -1         || PASSED
        'mount'           | 21     | 0          || 'EPERM'
        'unshare'         | 310    | 0x10000000 || 'EPERM'
        'socket AF_ALG'   | 359    | 38         || 'EPERM'
        'socket AF_VSOCK' | 359    | 40         || 'EPERM'
        'socket AF_UNIX'  | 359    | 1          || PASSED
        'clone: new user' | 120    | 0x10000011 || 'EPERM'
        'clone3'          | 435    | 0          || 'ENOSYS'
        'keyctl'          | 288    | 0          || 'EPERM'
        'open_tree_attr'  | 467    | 0          || 'ENOSYS'
    }

    def "nor is the x32 table: #name"() {
        expect:
        ClassicBpf.run(filter, ClassicBpf.X86_64, 0x40000000 + number, [argument as long] + [0L] * 5) == expected

        where:
        name              | number | argument   || expected
        'read'            | 0      | 0          || LibseccompCalls.ALLOW
        'unshare'         | 272    | 0          || LibseccompCalls.error(1)
        'ptrace'          | 521    | 0          || LibseccompCalls.ALLOW
        'kexec_load'      | 528    | 0          || LibseccompCalls.error(1)
        'socket AF_ALG'   | 41     | 38         || LibseccompCalls.error(1)
        'clone3'          | 435    | 0          || LibseccompCalls.error(38)
    }

    def "a capability opens the calls that need it: #capability"() {
        expect:
        answer(prober.probe(filter, 'native', "$number=-1").values()[0]) == 'EPERM'
        ClassicBpf.run(filterWith(capability), ClassicBpf.X86_64, number) == LibseccompCalls.ALLOW

        where:
        capability                  | number
        Capability.SYS_ADMIN        | 272
        Capability.DAC_READ_SEARCH  | 304
        Capability.SYS_BOOT         | 169
        Capability.SYS_MODULE       | 175
        Capability.SYS_PACCT        | 163
        Capability.SYS_PTRACE       | 312
        Capability.SYS_RAWIO        | 172
        Capability.SYS_TIME         | 164
        Capability.SYS_TTY_CONFIG   | 153
        Capability.SYS_NICE         | 237
        Capability.SYSLOG           | 103
        Capability.BPF              | 321
        Capability.PERFMON          | 298
    }

    def "without the capability to change the root, chroot is closed"() {
        expect:
        ClassicBpf.run(filter, ClassicBpf.X86_64, 161) == LibseccompCalls.ALLOW
        ClassicBpf.run(compiler.defaultProfile(CapabilitySet.EMPTY), ClassicBpf.X86_64, 161) == LibseccompCalls.error(1)
    }

    def "who may administrate the system may make namespaces, by clone3 too"() {
        given:
        def admin = filterWith(Capability.SYS_ADMIN)

        expect:
        ClassicBpf.run(admin, ClassicBpf.X86_64, 435) == LibseccompCalls.ALLOW
        ClassicBpf.run(admin, ClassicBpf.X86_64, 56, [0x10000011L] + [0L] * 5) == LibseccompCalls.ALLOW
    }

    def "every name of the profile is a call that libseccomp or the table of recent calls knows"() {
        given:
        def library = new JnaLibseccomp().filter(LibseccompCalls.ALLOW)

        expect:
        SeccompProfile.ofEngine().rules()*.names().flatten().findAll { String name ->
            library.resolve(name) == LibseccompCalls.UNKNOWN
                    && Architecture.X86_64.interfaces().every { RecentCalls.number(name, it).empty }
        } == []

        cleanup:
        library.close()
    }

    def "where libseccomp knows a recent call, the table has the same number"() {
        given:
        def library = new JnaLibseccomp().filter(LibseccompCalls.ALLOW)

        when:
        def pairs = SeccompProfile.ofEngine().rules()*.names().flatten().collectEntries { String name ->
            [name, [RecentCalls.number(name, Architecture.X86_64.interfaces()[0]), library.resolve(name)]]
        }.findAll { name, numbers -> numbers[0].present && numbers[1] != LibseccompCalls.UNKNOWN }

        then:
        pairs.size() > 3
        pairs.findAll { name, numbers -> numbers[0].asInt != numbers[1] } == [:]

        cleanup:
        library.close()
    }

    def "the kernel decides as the program says, for every number"() {
        when:
        def seen = prober.probe(filter, 'native', '0-480')

        then:
        seen.size() == 481
        seen.findAll { number, result -> !(number in NEVER_FILTERED) && result != decided(number as int, result) } == [:]
    }

    /** What the program says, or what was seen where it lets the call pass. */
    private String decided(int number, String seen) {
        switch (ClassicBpf.run(filter, ClassicBpf.X86_64, number, [-1L] * 6)) {
            case LibseccompCalls.error(1): return 'EPERM'
            case LibseccompCalls.error(38): return 'ENOSYS'
            default: return seen
        }
    }
}
