package dev.groovebox.spec.threat

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.spec.UserNamespace
import dev.groovebox.spec.CommandResult
import dev.groovebox.spec.Groovebox
import dev.groovebox.spec.ProcFiles
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Unroll

/** However a launch fails, whoever is killed: no process, mount, control group, namespace, folder or file stays. */
class NothingLeftSpec extends ThreatSpecification {
    def setupSpec() {
        groovebox('version') // the first start after a build makes the class archive: not within a feature's time
    }

    @Unroll('a launch that fails by #what leaves nothing, not even its name')
    def 'failures of the launch'() {
        when:
        def failure = refusal(command) {
            name('the-same')
            remove(false)
            it.with(more)
        }

        then:
        failure.failure().kind().exitCode() == code
        left() == []

        where:
        what                               | code | command            | more
        'a program that is not there'      | 127  | ['no-such']        | {}
        'a program under an init'          | 127  | ['no-such']        | { init(true) }
        'a program in a terminal'          | 127  | ['no-such']        | { terminal(true) }
        'a program of its own ids'         | 127  | ['no-such']        | { userNamespace(UserNamespace.AUTO) }
        'a program that is none'           | 126  | ['/etc/passwd']    | {}
        'a program that is a folder'       | 126  | ['/etc']           | {}
        'a source that is not there'       | 125  | ['true']           | { bind(Path.of('/no-such/source'), '/data', false) }
        'a source that is not the first'   | 125  | ['true']           | { tmpfs('/t', OptionalLong.empty(), OptionalInt.empty()).bind(Path.of('/no-such'), '/t/data', false) }
        'a target that can not be made'    | 125  | ['true']           | { tmpfs('/etc/passwd/x', OptionalLong.empty(), OptionalInt.empty()) }
        'a target that is a file'          | 125  | ['true']           | { tmpfs('/etc/passwd', OptionalLong.empty(), OptionalInt.empty()) }
        'processors that do not exist'     | 125  | ['true']           | { cpusetCpus('4000') }
        'memory nodes that do not exist'   | 125  | ['true']           | { cpusetMems('400') }
        'a capability that is none'        | 125  | ['true']           | { addCapability('NO_SUCH') }
        'a user that is none'              | 125  | ['true']           | { user('no-such') }
        'a working folder that is a file'  | 125  | ['true']           | { workingFolder('/etc/passwd') }
        'a working folder below a file'    | 125  | ['true']           | { workingFolder('/etc/passwd/x') }
        'a memory filesystem without room' | 125  | ['true']           | { tmpfs('/t', OptionalLong.of(-5), OptionalInt.empty()) }
        'an argument that is too long'     | 126  | ['true', 'x' * 140_000] | {}
    }

    def 'an image that is not there leaves nothing'() {
        given:
        image = 'no-such'

        expect:
        refusal(['true']).failure().kind().exitCode() == 125
    }

    @Unroll('a monitor that is killed takes the container with it, and nothing is left (#how)')
    def 'the monitor is killed'() {
        given:
        def running = start(command) { init(under) }
        def monitor = eventually { monitorOf(ProcessHandle.current().pid()) }
        eventually { ProcessHandle.of(monitor).get().descendants().anyMatch { isProgram(it.pid(), command[0]) } ? 1L : null }

        when:
        ProcessHandle.of(monitor).get().destroyForcibly()
        ended(running)

        then:
        def failure = thrown(EngineException)
        failure.message.contains('monitor')
        failure.message.readLines().size() == 1
        left() == []

        where:
        how                                     | under | command
        'a plain program'                       | false | ['sleep', '60']
        'a program under an init'               | true  | ['sleep', '60']
        'a program that shakes off its signals' | false | ['intruder', 'outlive']
    }

    @Unroll('a client that is killed takes its container with it (#how)')
    def 'the client is killed'() {
        given:
        def client = startClient(options + ['--rm', 'busybox'] + command)
        eventually { programOf(client.pid(), command[0]) }
        def monitor = eventually { monitorOf(client.pid()) }

        when:
        client.destroyForcibly().waitFor()
        eventually { hasEnded(monitor) ? 1L : null }
        def last = groovebox('ps', '-aq')

        then:
        last.out == ''
        left() == []

        where:
        how                                     | options    | command
        'a plain program'                       | []         | ['sleep', '60']
        'under an init'                         | ['--init'] | ['sleep', '60']
        'with a terminal'                       | ['-t']     | ['sleep', '60']
        'a program that shakes off its signals' | []         | ['intruder', 'outlive']
    }

    def 'when the client and the monitor are killed, and the program goes on, the next command ends it'() {
        given:
        def client = startClient(['--rm', 'busybox', 'intruder', 'outlive'])
        def program = eventually { programOf(client.pid(), 'intruder') }
        def monitor = eventually { monitorOf(client.pid()) }

        when: 'the client is stopped first, so that it does not clean up'
        signal('STOP', client.pid())
        signal('KILL', monitor)
        signal('KILL', client.pid())
        client.waitFor()

        then:
        ProcessHandle.of(program).present
        groovebox('ps', '-aq').with { [it.exitCode, it.out, it.err] } == [0, '', '']
        eventually { ProcessHandle.of(program).present ? null : 1L }
        left() == []
    }

    def 'a name that failed is free'() {
        expect:
        run(['true']) { name('the-same') }.exitCode() == 0
    }

    private Process startClient(List<String> words) {
        def builder = new ProcessBuilder([Groovebox.launcher().toString(), '--root', paths.root().toString(), 'run', '--network', 'none', *words])
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
    }

    private CommandResult groovebox(String... words) {
        PrivateMachine.run(paths.root(), '$groovebox ' + words.join(' '))
    }

    private static void signal(String name, long pid) {
        assert ['kill', "-$name", pid.toString()]*.toString().execute().waitFor() == 0
    }

    /** A child that runs the helper is a monitor. */
    private static Long monitorOf(long client) {
        ProcessHandle.of(client).map { it.children().map { it.pid() }.toList() }.orElse([]).find { target(it).startsWith('/memfd:sandbox-init') }
    }

    private static Long programOf(long client, String name) {
        ProcessHandle.of(client).map { it.descendants().map { it.pid() }.toList() }.orElse([]).find { isProgram(it, name) }
    }

    private static boolean isProgram(long pid, String name) {
        try {
            Files.readString(Path.of("/proc/$pid/comm")).trim() == name && !target(pid).startsWith('/memfd:') && (name != 'intruder' || isDeaf(pid))
        } catch (IOException ended) {
            false
        }
    }

    /** It holds nothing any more; whether its new parent has waited for it is another matter. */
    private static boolean hasEnded(long pid) {
        def status = ProcFiles.text("/proc/$pid/stat")
        status.empty || status.substring(status.lastIndexOf(')') + 2).startsWith('Z')
    }

    /** It has shaken off its signals, of which those from 61 to 64 are the last. */
    private static boolean isDeaf(long pid) {
        Files.readString(Path.of("/proc/$pid/status")) =~ /(?m)^SigIgn:\s*f/
    }

    private static String target(long pid) {
        try {
            Files.readSymbolicLink(Path.of("/proc/$pid/exe"))
        } catch (IOException ended) {
            ''
        }
    }

    private static long eventually(Closure<Long> found) {
        for (int tries = 0; tries < 400; tries++) {
            def value = found.call()
            if (value != null) {
                return value
            }
            sleep(50)
        }
        throw new AssertionError('it did not come to that' as Object)
    }
}
