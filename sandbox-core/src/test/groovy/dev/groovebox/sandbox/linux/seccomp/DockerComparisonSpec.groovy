package dev.groovebox.sandbox.linux.seccomp

import dev.groovebox.sandbox.linux.capability.Capability
import dev.groovebox.sandbox.linux.capability.CapabilitySet
import dev.groovebox.sandbox.linux.jna.JnaLibseccomp
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/**
 * Our filter beside docker's own, in containers that are otherwise the same: every number of both tables is called, and
 * each difference has a reason; the address families 38 (AF_ALG) and 40 (AF_VSOCK) only later dockers filter.
 * The docker compared with is Debian 12's 20.10; our profile is that of docker 29.
 */
@Requires(value = { System.getProperty('os.arch') == 'amd64' && DockerDaemon.available },
        reason = 'needs root and dockerd, on x86_64')
class DockerComparisonSpec extends Specification {
    static final Map<String, List<String>> REASONS = [
            'later dockers allow it': [
                    'name_to_handle_at', 'process_vm_readv', 'process_vm_writev', 'pkey_mprotect', 'pkey_alloc', 'pkey_free'],
            'later dockers refuse io_uring: it gets round filters': [
                    'io_uring_setup', 'io_uring_enter', 'io_uring_register'],
            'docker 20.10 knows no call above 449 and answers ENOSYS': [
                    'set_mempolicy_home_node', 'cachestat', 'fchmodat2', 'map_shadow_stack', 'futex_wake', 'futex_wait',
                    'futex_requeue', 'statmount', 'listmount', 'lsm_get_self_attr', 'lsm_set_self_attr',
                    'lsm_list_modules', 'mseal', 'setxattrat', 'getxattrat', 'listxattrat', 'removexattrat']]

    static final Map<String, Integer> NATIVE = [
            name_to_handle_at: 303, process_vm_readv: 310, process_vm_writev: 311, pkey_mprotect: 329, pkey_alloc: 330,
            pkey_free: 331, io_uring_setup: 425, io_uring_enter: 426, io_uring_register: 427]
    static final Map<String, Integer> X86 = NATIVE + [
            name_to_handle_at: 341, process_vm_readv: 347, process_vm_writev: 348, pkey_mprotect: 380, pkey_alloc: 381,
            pkey_free: 382]

    @Shared @AutoCleanup SyscallProber prober = new SyscallProber()
    @Shared @AutoCleanup DockerDaemon docker = new DockerDaemon()

    def setupSpec() {
        docker.importProgram(prober.program, 'prober:1')
    }

    private Map<String, String> underDocker(List<String> options, String callInterface, String... calls) {
        SyscallProber.parse(docker.run([*options, '--security-opt', 'no-new-privileges'], 'prober:1',
                ['/prober', '-', callInterface, *calls]))
    }

    private Map<String, String> underOurs(List<Capability> added, List<String> options, String callInterface, String... calls) {
        def compiler = new LibseccompCompiler(new JnaLibseccomp(), SeccompProfile.ofEngine(), Architecture.X86_64)
        def filter = prober.filterFile(compiler.defaultProfile(CapabilitySet.of(Capability.DEFAULTS + added)))
        SyscallProber.parse(docker.run([*options, '--security-opt', 'no-new-privileges', '--security-opt',
                'seccomp=unconfined', '-v', "$filter:/filter:ro".toString()], 'prober:1',
                ['/prober', '/filter', callInterface, *calls]))
    }

    private static List<String> different(Map<String, String> theirs, Map<String, String> ours) {
        assert theirs.keySet() == ours.keySet()
        theirs.findAll { call, result -> ours[call] != result }.keySet().toList()
    }

    private static List<String> explained(Map<String, Integer> numbers) {
        REASONS.values().flatten().findResults { String name ->
            def number = numbers[name] ?: RecentCalls.number(name, Architecture.X86_64.interfaces()[0]).with { it.present ? it.asInt : null }
            number?.toString()
        }
    }

    def "#callInterface: every call is answered alike, but for the differences that have a reason"() {
        when:
        def theirs = underDocker([], callInterface, calls)
        def ours = underOurs([], [], callInterface, calls)

        then:
        different(theirs, ours) - explained(numbers) == families

        where:
        callInterface | numbers | families
        'native'      | NATIVE  | ['41=38', '41=40']
        'x86'         | X86     | ['359=38', '359=40']
        calls = callsWithArguments(*(callInterface == 'native' ? [41, 135, 56] : [359, 136, 120]))
    }

    def "a container that may administrate the system: the same"() {
        when:
        def theirs = underDocker(['--cap-add', 'SYS_ADMIN'], 'native', '0-480')
        def ours = underOurs([Capability.SYS_ADMIN], ['--cap-add', 'SYS_ADMIN'], 'native', '0-480')

        then:
        different(theirs, ours) - explained(NATIVE) == []
    }

    /** Every number, every address family, personalities allowed and not, and each flag of clone. */
    private static String[] callsWithArguments(int socket, int personality, int clone) {
        def families = (0..45).collect { "$socket=$it" }
        def personalities = [0, 8, 0x20000, 0x20008, 1, 0x40000, 0x20001].collect { "$personality=$it" }
        def flags = (8..30).collect { "$clone=${1L << it | 17}" }
        (['0-480'] + families + personalities + flags)*.toString() as String[]
    }
}
