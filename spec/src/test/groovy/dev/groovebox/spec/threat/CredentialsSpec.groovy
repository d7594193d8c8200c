package dev.groovebox.spec.threat

import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.spec.UserNamespace
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import spock.lang.Unroll

/** What a program is and may do, by default: no more than docker's would. */
class CredentialsSpec extends ThreatSpecification {
    static final DOCKERS = '00000000a80425fb'
    static final NOTHING = '0000000000000000'

    private Map<String, String> status(Closure more = {}) {
        run(['cat', '/proc/self/status'], more).out().readLines().collectEntries { it.split(':\\s*', 2).toList() }
    }

    @Unroll("the capabilities of #who are docker's")
    def 'capabilities'() {
        when:
        def status = status(more)

        then:
        status.CapBnd == DOCKERS
        status.CapPrm == held
        status.CapEff == held
        status.CapInh == NOTHING
        status.CapAmb == NOTHING
        status.NoNewPrivs == '1'
        status.Seccomp == '2'
        status.Umask == '0022'

        where:
        who                     | more                                                 | held
        'root'                  | {}                                                   | DOCKERS
        'a user'                | { user('1000:1000') }                                | NOTHING
        "root under an init"    | { init(true) }                                       | DOCKERS
        'a user under an init'  | { init(true); user('1000') }                         | NOTHING
        'root of its own ids'   | { userNamespace(UserNamespace.AUTO) }                | DOCKERS
        'a user of its own ids' | { userNamespace(UserNamespace.AUTO); user('1000') }  | NOTHING
        'root with a terminal'  | { terminal(true) }                                   | DOCKERS
    }

    def 'the groups are those asked for, and the machine\'s own are gone'() {
        expect:
        status().Groups.tokenize() == ['0']
        status { user('1000:1001').additionalGroup('29') }.Groups.tokenize() == ['29', '1001']
    }

    def 'the kernel finds it as early as any other when memory runs out, and no signal is blocked or ignored'() {
        when:
        def status = status()

        then:
        run(['cat', '/proc/self/oom_score_adj']).out() == '0\n'
        [status.SigBlk, status.SigIgn, status.SigCgt] == [NOTHING] * 3
    }

    def 'a user executes only what is for it: the rights by which the container was made are no longer there'() {
        given:
        image = images.add { Path layer ->
            def program = Files.createDirectories(layer.resolve('bin')).resolve('for-root')
            Files.copy(BUSYBOX, program)
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString('rwx------'))
        }

        when:
        def failure = refusal(['/bin/for-root', 'true']) { user('1000:1000') }

        then:
        failure.failure().kind() == FailureKind.PROGRAM_NOT_EXECUTABLE
    }

    def 'a user enters only what is for it'() {
        given:
        image = images.add { Path layer ->
            Files.setPosixFilePermissions(Files.createDirectories(layer.resolve('closed/inner')).parent,
                    PosixFilePermissions.fromString('rwx------'))
        }

        expect:
        run(['sh', '-c', 'cd /closed/inner || ls /closed/inner']) { user('1000:1000') }.exitCode() != 0
    }

    def "each namespace is its own but the user's, and that too when asked for"() {
        given:
        def names = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts', 'user']
        def links = { Closure more ->
            run(['sh', '-c', names.collect { "readlink /proc/self/ns/$it" }.join(';')], more).out().readLines()
        }
        def outside = names.collect { Files.readSymbolicLink(Path.of("/proc/self/ns/$it")).toString() }

        when:
        def inside = links {}
        def remapped = links { userNamespace(UserNamespace.AUTO) }

        then:
        inside.intersect(outside) == [outside.last()]
        remapped.intersect(outside) == []
    }

    static final BUSYBOX = Path.of('/bin/busybox')
}
