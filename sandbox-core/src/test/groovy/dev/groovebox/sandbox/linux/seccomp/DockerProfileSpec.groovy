package dev.groovebox.sandbox.linux.seccomp

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.linux.LibseccompCalls
import dev.groovebox.sandbox.linux.capability.Capability
import dev.groovebox.sandbox.linux.capability.CapabilitySet
import dev.groovebox.sandbox.linux.jna.JnaLibseccomp
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/** The numbers are those of x86_64 (asm/unistd_64.h): 83 is mkdir, 9 mmap, 165 mount, 41 socket, 0 read, 39 getpid. */
@Requires(value = { System.getProperty('os.arch') == 'amd64' }, reason = 'the numbers of calls are those of x86_64')
class DockerProfileSpec extends Specification {
    static final int ALLOW = LibseccompCalls.ALLOW
    static final int EPERM = LibseccompCalls.error(1)
    static final int ENOSYS = LibseccompCalls.error(38)

    @Shared SeccompCompiler compiler = new LibseccompCompiler(new JnaLibseccomp(), SeccompProfile.ofEngine(), Architecture.X86_64)
    @Shared @AutoCleanup SyscallProber prober = new SyscallProber()

    static final Map DENIES_MKDIR = [defaultAction: 'SCMP_ACT_ALLOW', syscalls: [[names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO']]]

    def 'the kernel does as the file says'() {
        given:
        def filter = compile(DENIES_MKDIR)

        expect:
        prober.probe(filter, 'native', '83=0').values()[0] == 'EPERM'
        prober.probe(filter, 'native', '39=0').values()[0] == 'done'
    }

    def 'an action is as it is named: #action'() {
        expect:
        answer([defaultAction: 'SCMP_ACT_ALLOW', syscalls: [[name: 'mkdir', action: action, *: more]]], 83) == expected

        where:
        action                  | more            || expected
        'SCMP_ACT_ERRNO'        | [:]             || EPERM
        'SCMP_ACT_ERRNO'        | [errnoRet: 38]  || ENOSYS
        'SCMP_ACT_KILL'         | [:]             || 0
        'SCMP_ACT_KILL_PROCESS' | [:]             || (int) 0x80000000L
        'SCMP_ACT_TRAP'         | [:]             || 0x30000
        'SCMP_ACT_LOG'          | [:]             || 0x7ffc0000
        'SCMP_ACT_ALLOW'        | [:]             || ALLOW
    }

    def 'what has no rule gets the default: #action'() {
        expect:
        answer([defaultAction: action, syscalls: [[names: ['mkdir'], action: 'SCMP_ACT_ALLOW']], *: more], 9) == expected
        answer([defaultAction: action, syscalls: [[names: ['mkdir'], action: 'SCMP_ACT_ALLOW']], *: more], 83) == ALLOW
        answer([defaultAction: action, syscalls: [[names: ['mkdir'], action: 'SCMP_ACT_ALLOW']], *: more], 480) == unknown

        where:
        action           | more                    || expected | unknown
        'SCMP_ACT_ERRNO' | [:]                     || EPERM    | ENOSYS
        'SCMP_ACT_ERRNO' | [defaultErrnoRet: 38]   || ENOSYS   | ENOSYS
        'SCMP_ACT_KILL'  | [:]                     || 0        | 0
        'SCMP_ACT_ALLOW' | [:]                     || ALLOW    | ALLOW
    }

    def 'an entry holds under its conditions alone: #conditions'() {
        expect:
        answer([defaultAction: 'SCMP_ACT_ERRNO', syscalls: [[names: ['mount'], action: 'SCMP_ACT_ALLOW', *: conditions]]], 165) == expected

        where:
        conditions                                        || expected
        [:]                                               || ALLOW
        [includes: [:], excludes: [:], args: null]        || ALLOW
        [includes: [caps: ['CAP_CHOWN']]]                 || ALLOW
        [includes: [caps: ['CAP_SYS_ADMIN']]]             || EPERM
        [includes: [caps: ['CAP_CHOWN', 'CAP_SYS_ADMIN']]] || EPERM
        [includes: [caps: ['CAP_OF_TOMORROW']]]           || EPERM
        [excludes: [caps: ['CAP_CHOWN']]]                 || EPERM
        [excludes: [caps: ['CAP_SYS_ADMIN']]]             || ALLOW
        [includes: [arches: ['amd64', 'x32']]]            || ALLOW
        [includes: [arches: ['arm64']]]                   || EPERM
        [excludes: [arches: ['amd64']]]                   || EPERM
        [includes: [minKernel: '4.8']]                    || ALLOW
        [includes: [minKernel: '99.0']]                   || EPERM
        [excludes: [minKernel: '4.8']]                    || EPERM
    }

    def 'an argument is compared: #op #value #valueTwo'() {
        given:
        def profile = [defaultAction: 'SCMP_ACT_ERRNO', syscalls: [[names: ['socket'], action: 'SCMP_ACT_ALLOW',
                args: [[index: 0, value: value, valueTwo: valueTwo, op: op]]]]]

        expect:
        [38, 40, 41].collect { answer(profile, 41, it) == ALLOW } == allowed

        where:
        op                   | value | valueTwo || allowed
        'SCMP_CMP_NE'        | 40    | 0        || [true, false, true]
        'SCMP_CMP_EQ'        | 40    | 0        || [false, true, false]
        'SCMP_CMP_LT'        | 40    | 0        || [true, false, false]
        'SCMP_CMP_LE'        | 40    | 0        || [true, true, false]
        'SCMP_CMP_GT'        | 40    | 0        || [false, false, true]
        'SCMP_CMP_GE'        | 40    | 0        || [false, true, true]
        'SCMP_CMP_MASKED_EQ' | 1     | 1        || [false, false, true]
    }

    def 'of several conditions on one argument any suffices, as runc has it'() {
        given:
        def profile = [defaultAction: 'SCMP_ACT_ERRNO', syscalls: [[names: ['socket'], action: 'SCMP_ACT_ALLOW',
                args: [[index: 0, value: 1, op: 'SCMP_CMP_EQ'], [index: 0, value: 2, op: 'SCMP_CMP_EQ']]]]]

        expect:
        [1, 2, 3].collect { answer(profile, 41, it) } == [ALLOW, ALLOW, EPERM]
    }

    def 'only the interfaces that the file names may be used: #more'() {
        given:
        def filter = compile([defaultAction: 'SCMP_ACT_ERRNO', syscalls: [[names: ['read'], action: 'SCMP_ACT_ALLOW']], *: more])

        expect: 'the 32-bit interface is another of the kernel, where 3 is read'
        ClassicBpf.run(filter, ClassicBpf.X86_64, 0) == ALLOW
        (ClassicBpf.run(filter, 0x40000003, 3) == ALLOW) == old

        where:
        more                                                                                                  || old
        [:]                                                                                                   || false
        [architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86']]                                                || true
        [archMap: [[architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86', 'SCMP_ARCH_X32']]]] || true
        [archMap: [[architecture: 'SCMP_ARCH_X86_64', subArchitectures: null]]]                               || false
        [archMap: [[architecture: 'SCMP_ARCH_AARCH64', subArchitectures: ['SCMP_ARCH_X86']]]]                 || false
    }

    def 'a call that libseccomp does not know is allowed by its number'() {
        expect: 'removexattrat'
        answer([defaultAction: 'SCMP_ACT_ERRNO', syscalls: [[names: ['removexattrat'], action: 'SCMP_ACT_ALLOW']]], 466) == ALLOW
    }

    def 'a file that can not be had as it says is refused: #why'() {
        when:
        compiler.profile(text instanceof Map ? json(text) : text, CapabilitySet.of(Capability.DEFAULTS))

        then:
        def e = thrown(EngineException)
        e.message.contains(why)
        e.message.readLines().size() == 1

        where:
        text                                                                                 || why
        'x'                                                                                  || 'cannot use the profile of system calls'
        [:]                                                                                  || "'defaultAction' is missing"
        [defaultAction: 'SCMP_ACT_MAYBE']                                                    || "'SCMP_ACT_MAYBE' is no action"
        [defaultAction: 'SCMP_ACT_NOTIFY']                                                   || 'needs a program to ask'
        [defaultAction: 'SCMP_ACT_ALLOW', listenerPath: '/x']                                || "'listenerPath'"
        [defaultAction: 'SCMP_ACT_ALLOW', flags: ['SECCOMP_FILTER_FLAG_LOG']]                || 'SECCOMP_FILTER_FLAG_LOG is not available'
        [defaultAction: 'SCMP_ACT_ALLOW', architectures: ['a'], archMap: [[architecture: 'b']]] || "both 'architectures' and 'archMap'"
        rule([action: 'SCMP_ACT_ERRNO'])                                                     || "either 'name' or 'names'"
        rule([name: 'a', names: ['b'], action: 'SCMP_ACT_ERRNO'])                            || "either 'name' or 'names'"
        rule([names: ['mkdir'], action: 'SCMP_ACT_ERRNO', errnoRet: 5000])                   || '5000 is no error number'
        rule([names: ['mkdir'], action: 'SCMP_ACT_ERRNO', args: [[index: 6, value: 0, op: 'SCMP_CMP_EQ']]]) || 'arguments 0 to 5'
        rule([names: ['mkdir'], action: 'SCMP_ACT_ERRNO', args: [[index: 0, value: 0, op: '=']]]) || "'=' is no comparison"
        rule([names: ['mkdir'], action: 'SCMP_ACT_ERRNO', includes: [minKernel: 'new']])     || "'new' is no version"
        rule([names: ['no_such_call'], action: 'SCMP_ACT_ERRNO'])                            || "'no_such_call'"
    }

    def 'a program is kept under what its file says'() {
        given:
        def scratch = new ScratchFolder()
        int compiled = 0
        def counting = new SeccompCompiler() {
            byte[] defaultProfile(CapabilitySet capabilities) { throw new AssertionError() }

            byte[] profile(String content, CapabilitySet capabilities) {
                compiled++
                compiler.profile(content, capabilities)
            }
        }
        def cached = new CachedSeccompCompiler(counting, SeccompProfile.ofEngine(), new ProgramCache(scratch.path, 'here'))
        def file = json(DENIES_MKDIR)

        when:
        def programs = [file, file, file + ' '].collect { cached.profile(it, CapabilitySet.EMPTY) }

        then:
        programs.every { it == programs[0] }
        compiled == 2

        cleanup:
        scratch.close()
    }

    private static String json(value) {
        switch (value) {
            case Map: return '{' + value.collect { name, member -> "\"$name\":${json(member)}" }.join(',') + '}'
            case List: return '[' + value.collect { json(it) }.join(',') + ']'
            case CharSequence: return "\"$value\""
            default: return "$value"
        }
    }

    private static Map rule(Map rule) {
        [defaultAction: 'SCMP_ACT_ALLOW', syscalls: [rule]]
    }

    private byte[] compile(Map profile) {
        compiler.profile(json(profile), CapabilitySet.of(Capability.DEFAULTS))
    }

    private int answer(Map profile, int call, long argument = 0) {
        ClassicBpf.run(compile(profile), ClassicBpf.X86_64, call, [argument] + [0L] * 5)
    }
}
