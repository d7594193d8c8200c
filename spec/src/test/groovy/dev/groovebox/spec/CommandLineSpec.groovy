package dev.groovebox.spec

import dev.groovebox.registry.json.Json
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files
import java.time.Duration

/** The command line with the real engine behind it: what docker's users type, and what they get. */
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'sandboxes need root')
class CommandLineSpec extends Specification {
    @Shared
    @AutoCleanup
    Groovebox groovebox = new Groovebox()

    def setupSpec() {
        assert groovebox.run('run', '--rm', 'host/base', 'true').exitCode == 0
    }

    def "run ends with the program's code, and its streams stay apart: #command"() {
        when:
        def result = groovebox.run('run', '--rm', 'host/base', *command)

        then:
        result.exitCode == code
        result.out == out

        where:
        command                              || code | out
        ['echo', 'hi']                       || 0    | 'hi\n'
        ['sh', '-c', 'echo x; exit 42']      || 42   | 'x\n'
        ['sh', '-c', 'echo x >&2']           || 0    | ''
        ['sh', '-c', "sh -c 'kill -9 \$\$'"]  || 137  | ''
    }

    def "system prune takes what has ended and what only that used, and leaves what runs"() {
        given:
        def running = groovebox.run('run', '-d', 'host/base', 'sleep', '1000').out.trim()
        def ended = groovebox.run('run', 'host/base', 'true')
        def stopped = groovebox.run('create', 'host/base', 'true').out.trim()
        groovebox.run('network', 'create', 'pruned')

        when:
        def result = groovebox.run('system', 'prune', '-f')

        then:
        ended.exitCode == 0
        result.exitCode == 0
        result.out.contains('Deleted Containers:')
        result.out.contains(stopped)
        result.out.contains('Deleted Networks:\npruned\n')
        result.out.readLines().last().startsWith('Total reclaimed space: ')
        groovebox.run('ps', '-aq', '--no-trunc').out.readLines() == [running]
        groovebox.run('images', '-q').out.readLines().size() >= 1

        when: 'nothing is left to prune'
        def again = groovebox.run('container', 'prune', '--force')

        then:
        again.exitCode == 0
        again.out == 'Total reclaimed space: 0B\n'

        cleanup:
        groovebox.run('rm', '-f', running)
        groovebox.run('network', 'rm', 'pruned')
    }

    def "the exit code of #what is #code, and the error one line"() {
        when:
        def result = groovebox.run('run', '--rm', *arguments)

        then:
        result.exitCode == code
        result.out == ''
        result.err.readLines().size() == 1
        result.err.startsWith('groovebox: ')
        result.err.contains(says)

        where:
        what                             | arguments                                  || code | says
        'a program that is not there'    | ['host/base', 'nosuch']                    || 127  | "cannot execute 'nosuch'"
        'a file that is no program'      | ['host/base', '/etc/passwd']               || 126  | "cannot execute '/etc/passwd'"
        'an image that is not there'     | ['nosuch', 'true']                         || 125  | "cannot find image 'nosuch'"
        'an option that is not there'    | ['--nosuch', 'host/base']                  || 125  | '--nosuch'
        'a memory that is none'          | ['-m', 'lots', 'host/base', 'true']        || 125  | 'lots'
        'a mount over /proc'             | ['-v', '/tmp:/proc', 'host/base', 'true']  || 125  | '/proc'
        'a user who is not there'        | ['-u', 'nosuch', 'host/base', 'true']      || 125  | 'nosuch'
        'a source that is not there'     | ['-v', '/nosuch:/x', 'host/base', 'true']  || 125  | '/nosuch'
        'a time limit'                   | ['--timeout', '1s', 'host/base', 'sleep', '60'] || 124 | 'time'
    }

    def "all problems of a command line come at once"() {
        when:
        def result = groovebox.run('run', '--rm', '--hostname', 'a b', '-m', '1k', '--pids-limit', '0', 'host/base')

        then:
        result.exitCode == 125
        ['hostname', 'memory', 'pids'].every { result.err.contains(it) }
    }

    def "input is read when asked for with -i"() {
        expect:
        groovebox.run('run', '--rm', '-i', 'host/base', 'cat', stdin: 'through').out == 'through'
        groovebox.run('run', '--rm', 'host/base', 'cat', stdin: 'not through').out == ''
    }

    def "-t and -it work without a terminal"() {
        expect:
        groovebox.run('run', '--rm', '-t', 'host/base', 'sh', '-c', 'test -t 1 && echo yes').out.trim() == 'yes'
        groovebox.run('run', '--rm', '-it', 'host/base', 'sh', stdin: 'echo typed; exit 6\n').exitCode == 6
    }

    def "limits are in force"() {
        when:
        def result = groovebox.run('run', '--rm', '-m', '64m', '--pids-limit', '32', 'host/base', 'sh', '-c',
                'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/pids/pids.max 2>/dev/null || ' +
                'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max')

        then:
        result.lines == ['67108864', '32']
    }

    def "a container that is kept is seen by ps -a and removed by rm"() {
        when:
        groovebox.run('run', '--name', 'kept', '--label', 'a=b', 'host/base', 'sh', '-c', 'exit 3')
        def rows = groovebox.run('ps', '-a', '--format', 'json').lines.collect { Json.readObject(it.bytes) }

        then:
        rows*.requireText('name') == ['kept']
        groovebox.run('ps').lines.size() == 1
        groovebox.run('ps', '-a', '--format', '{{.Names}} {{.Status}}').out =~ /kept Exited \(3\)/

        and:
        def taken = groovebox.run('run', '--rm', '--name', 'kept', 'host/base', 'true')
        taken.exitCode == 125
        taken.err.contains('has that name')

        and:
        groovebox.run('rm', 'kept').out == 'kept\n'
        groovebox.run('ps', '-aq').out == ''
        groovebox.run('rm', 'kept').exitCode == 1
    }

    def "an image is not removed under a container, and is without one"() {
        given:
        groovebox.run('-e', "image('spare') { from host('coreutils'); label a: 'b' }")
        groovebox.run('run', '--name', 'user', 'spare', 'true')

        when:
        def refused = groovebox.run('rmi', 'spare')

        then:
        refused.exitCode == 1
        refused.err.contains('user')

        when:
        groovebox.run('rm', 'user')
        def removed = groovebox.run('rmi', 'spare')

        then:
        removed.exitCode == 0
        removed.lines[0] == 'Untagged: spare:latest'
        groovebox.run('images', '--format', '{{.Repository}}').lines == ['host/base']
    }

    def "a running container is seen from another process, and ends with its client"() {
        given:
        def client = groovebox.start('run', '--name', 'lives', '--rm', 'host/base', 'sleep', '1000')

        expect:
        eventually { groovebox.run('ps', '--format', '{{.Names}} {{.Status}}').out =~ /lives Up/ }

        when:
        client.destroyForcibly().waitFor()

        then:
        eventually { groovebox.run('ps', '-a', '-q').out == '' }
    }

    def "a signal to the client reaches the program"() {
        given:
        def client = groovebox.start('run', '--rm', 'host/base', 'sh', '-c', 'trap "echo got it; exit 9" TERM; echo ready; while :; do sleep 0.1; done')
        def out = client.inputStream.newReader()
        assert out.readLine() == 'ready'

        when:
        client.toHandle().destroy() // Process.destroy would close the streams too

        then:
        out.readLine() == 'got it'
        client.waitFor() == 9
    }

    def "a container whose record is damaged is told of, and stops nothing else"() {
        given:
        groovebox.run('run', '--name', 'spoilt', 'host/base', 'true')
        def spoilt = groovebox.run('ps', '-aq', '--no-trunc').out.trim()
        groovebox.run('run', '--name', 'sound', 'host/base', 'true')
        def config = groovebox.root.resolve("containers/$spoilt/config.json")
        def whole = Files.readAllBytes(config)
        Files.writeString(config, '{"id"')

        when:
        def result = groovebox.run('ps', '-a', '--format', '{{.Names}}')

        then:
        result.exitCode == 0
        result.out == 'sound\n'
        result.err.contains('is damaged')

        cleanup:
        Files.write(config, whole)
        groovebox.run('rm', 'spoilt', 'sound')
    }

    def "version and info tell of engine and machine"() {
        expect:
        groovebox.run('version').out.contains('groovebox')
        groovebox.run('info').out.contains('Cgroup version')
    }

    def "a proxy that can't be used stops what asks a registry, in one line, and nothing else"() {
        given:
        def proxy = [env: [HTTP_PROXY: 'socks5://127.0.0.1:1', NO_PROXY: '']]

        expect:
        groovebox.run(proxy, 'ps').with { [it.exitCode, it.err] } == [0, '']

        when:
        def pull = groovebox.run(proxy, 'pull', '127.0.0.1:1/nothing')

        then:
        pull.exitCode == 1
        pull.err.readLines().size() == 1
        pull.err.contains('HTTP_PROXY')
    }

    def "no record is compared on the way of a run: linking the first comparison would cost each start 10 ms"() {
        given:
        def classes = groovebox.work.resolve('classes')
        // A cache of linked classes loads all it has; without it, only what is used is loaded.
        def java = "-XX:+IgnoreUnrecognizedVMOptions -XX:AOTMode=off -Xlog:class+load=info:file=$classes"
        def options = [env: [GROOVEBOX_JAVA_OPTS: java.toString()]]

        when:
        def result = groovebox.run(options, 'run', '--rm', '--network', 'none', 'host/base', 'true')

        then:
        result.exitCode == 0
        def loaded = Files.readAllLines(classes)
        loaded.any { it.contains('dev.groovebox.sandbox.launch.LaunchPlan ') }
        !loaded.any { it.contains('java.lang.runtime.ObjectMethods ') }
    }

    private static boolean eventually(Closure<?> condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos()
        while (System.nanoTime() < deadline) {
            if (condition()) {
                return true
            }
            sleep 200
        }
        false
    }
}
