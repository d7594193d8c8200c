package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.spec.UserNamespace
import spock.lang.Requires

import java.nio.file.Files
import java.time.Duration

@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class LocalEngineSpec extends EngineSpecification {
    List<Event> events = [].asSynchronized()

    def cleanup() {
        assert Files.list(paths.containers()).toList() == []
        assert !Files.exists(paths.root().resolve('names')) || Files.list(paths.root().resolve('names')).toList() == []
        assert !new File('/proc/self/mountinfo').text.contains(paths.root().toString())
    }

    def "a program's output, error output and exit code come back apart"() {
        when:
        def result = run('sh', '-c', 'echo out; echo err >&2; exit 3')

        then:
        result.out() == 'out\n'
        result.err() == 'err\n'
        result.exitCode() == 3
        result.signal().empty
    }

    def "the environment is docker's, then the image's, then the user's"() {
        when:
        def out = run('env') { it.environment('MINE', 'a b').environment('FROM_IMAGE', 'overridden').hostname('box') }.out()

        then:
        out.readLines() as Set == ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOSTNAME=box',
                                   'FROM_IMAGE=overridden', 'MINE=a b', 'HOME=/root'] as Set
    }

    def "the program runs as the user asked for, by the image's own accounts: #user"() {
        expect:
        run('sh', '-c', 'id; echo $HOME; grep Groups /proc/self/status') { it.user(user) }.out().readLines()*.trim() == [id, home, "Groups:\t$groups"]

        where:
        user            || id                                                              | home             | groups
        'musician'      || 'uid=1000(musician) gid=1001(band) groups=29(audio),1001(band)' | '/home/musician' | '29 1001'
        '1000'          || 'uid=1000(musician) gid=1001(band) groups=29(audio),1001(band)' | '/home/musician' | '29 1001'
        'musician:band' || 'uid=1000(musician) gid=1001(band) groups=1001(band)'           | '/home/musician' | '1001'
        '1000:7'        || 'uid=1000(musician) gid=7 groups=7'                             | '/home/musician' | '7'
        '5000'          || 'uid=5000 gid=0(root) groups=0(root)'                           | '/'              | '0'
        '5000:6000'     || 'uid=5000 gid=6000 groups=6000'                                 | '/'              | '6000'
        'root'          || 'uid=0(root) gid=0(root) groups=0(root)'                        | '/root'          | '0'
    }

    def "a user that is none starts nothing, and nothing stays"() {
        when:
        run('id') { it.user(user) }

        then:
        def e = thrown(EngineException)
        e.message.startsWith("cannot start a container of image 'busybox': cannot run as user '$user': ")

        where:
        user << ['musican', '4294967296', '-1', '0x0', '1000:', '1:2:3']
    }

    def "a program that is not there is 127, one that can't be executed 126"() {
        when:
        run(program)

        then:
        def e = thrown(EngineException)
        e.failure().kind() == kind
        e.failure().kind().exitCode() == code

        where:
        program       || kind                                | code
        'nosuch'      || FailureKind.PROGRAM_NOT_FOUND       | 127
        '/nosuch/x'   || FailureKind.PROGRAM_NOT_FOUND       | 127
        '/etc/passwd' || FailureKind.PROGRAM_NOT_EXECUTABLE  | 126
        '/etc'        || FailureKind.PROGRAM_NOT_EXECUTABLE  | 126
    }

    def "an image that is not there is named, with the nearest"() {
        when:
        engine.perform(new ContainerOperation.RunContainer(ContainerSpec.builder('busibox').build(), new Stdio.Capture(Optional.empty())))

        then:
        def e = thrown(EngineException)
        e.message.startsWith("cannot find image 'busibox': no such image is stored, and pulling it failed: ")
        e.message.endsWith("; did you mean 'busybox'?")
    }

    def "a signal that ends the program is told"() {
        when:
        def result = run('sh', '-c', 'sleep 100 & kill -9 $!; wait $!; exit $?')

        then:
        result.exitCode() == 137
    }

    def "the limits hold and can be read inside"() {
        expect:
        run('cat', file) { limit(it) }.out().trim() == value

        where:
        file                                               | limit                             || value
        '/sys/fs/cgroup/memory/memory.limit_in_bytes'      | { it.memoryBytes(64 << 20) }      || '67108864'
        '/sys/fs/cgroup/pids/pids.max'                     | { it.pids(32) }                   || '32'
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us'              | { it.cpus(0.5G) }                 || '50000'
        '/proc/self/oom_score_adj'                         | { it.oomScoreAdjustment(100) }    || '100'
    }

    def "a memory bomb is killed and reported as out of memory"() {
        when:
        def result = run('sh', '-c', 'a=x; while :; do a=$a$a; done') { it.memoryBytes(16 << 20) }

        then:
        result.oom()
        result.exitCode() == 137
    }

    def "a fork bomb is stopped by the limit of processes"() {
        when:
        def result = run('sh', '-c', 'b() { b | b & }; b; sleep 1; echo alive') { it.pids(20).timeout(Duration.ofSeconds(20)) }

        then:
        result.err().contains('fork')
    }

    def "a program that runs too long is ended, politely first"() {
        when:
        def result = run('sh', '-c', 'trap "echo bye; exit 0" TERM; while :; do sleep 0.05; done') { it.timeout(Duration.ofSeconds(2)) }

        then:
        result.timedOut()
        result.exitCode() == 124
        result.out() == 'bye\n'
    }

    def "a program that ignores the polite signal is killed"() {
        when:
        def result = run('sleep', '100') { it.timeout(Duration.ofMillis(100)) }

        then:
        result.timedOut()
        result.duration() < Duration.ofSeconds(60)
    }

    def "input reaches the program"() {
        expect:
        run(['cat'], new Stdio.Capture(Optional.of(new ByteArrayInputStream('hello'.bytes)))) {}.out() == 'hello'
    }

    def "lines come as they are written"() {
        given:
        def lines = [].asSynchronized()

        when:
        run(['sh', '-c', 'echo a; echo b >&2; echo c'], new Stdio.Lines({ stream, line -> lines << "$stream $line".toString() })) {}

        then:
        lines as Set == ['STDOUT a', 'STDERR b', 'STDOUT c'] as Set
    }

    def "an interrupt ends the container"() {
        given:
        def thrown = null
        def thread = Thread.start {
            try {
                run('sleep', '100')
            } catch (EngineException e) {
                thrown = e
            }
        }

        when:
        for (int tries = 0; tries < 3000 && !engine.perform(new ContainerOperation.ListContainers(true)).any { it.status().hasProcess() }; tries++) {
            sleep 10
        }
        thread.interrupt()
        thread.join(30_000)

        then:
        thrown.failure().kind() == FailureKind.CANCELLED
    }

    def "the root can be read-only, with places to write"() {
        when:
        def result = run('sh', '-c', 'touch /x; touch /scratch/y && df -k /scratch | tail -1') {
            it.readOnlyRoot(true).tmpfs('/scratch', OptionalLong.of(1 << 20), OptionalInt.empty())
        }

        then:
        result.err().contains('Read-only file system')
        result.out().contains('1024')
    }

    def "a folder of the host can be mounted, read-only or not"() {
        given:
        def shared = Files.createDirectories(scratch.path.resolve('shared'))
        Files.writeString(shared.resolve('in'), 'from host')

        expect:
        run('sh', '-c', 'cat /data/in; echo out > /data/out') { it.bind(shared, '/data', false) }.out() == 'from host'
        Files.readString(shared.resolve('out')) == 'out\n'
        run('sh', '-c', 'echo again > /data/out') { it.bind(shared, '/data', true) }.err().contains('Read-only')
    }

    def "in a user namespace root is nobody outside, and the files are still root's inside"() {
        when:
        def result = run('sh', '-c', 'id -u; cat /proc/self/uid_map; ls -ln /bin/busybox; touch /made && ls -ln /made; echo x > /dev/null && echo dev') {
            it.userNamespace(UserNamespace.AUTO)
        }

        then:
        result.err() == ''
        def lines = result.out().readLines()
        lines[0] == '0'
        lines[1].trim().split(/\s+/)[1].toLong() > 65536
        lines[2] =~ /^\S+\s+1\s+0\s+0/
        lines[3] =~ /^\S+\s+1\s+0\s+0/
        lines[4] == 'dev'
    }

    def "the host's network is there when asked for, and only then"() {
        expect:
        run('ls', '/sys/class/net').out().trim() == 'lo'
        run('cat', '/sys/class/net/lo/operstate').out().trim() == 'unknown'
        run('ls', '/sys/class/net') { it.network(new NetworkSpec.Host()) }.out().contains('lo')
    }

    def "an init reaps and forwards, and ends as the program does"() {
        expect:
        run('sh', '-c', 'echo $$; exit 5') { it.init(true) }.with { [out(), exitCode()] } == ['2\n', 5]

    }

    def "a terminal is a terminal, also for a caller who has none"() {
        expect:
        run('sh', '-c', 'tty; test -t 0 && test -t 1 && echo yes') { it.terminal(true) }.out().replace('\r', '') == '/dev/pts/0\nyes\n'
    }

    private RunResult run(String... command) {
        run(command as List, new Stdio.Capture(Optional.empty())) {}
    }

    private RunResult run(String a, Closure more) {
        run([a], new Stdio.Capture(Optional.empty()), more)
    }

    private RunResult run(String a, String b, Closure more) {
        run([a, b], new Stdio.Capture(Optional.empty()), more)
    }

    private RunResult run(String a, String b, String c, Closure more) {
        run([a, b, c], new Stdio.Capture(Optional.empty()), more)
    }

    private RunResult run(List<String> command, Stdio stdio, Closure more) {
        // Without a network unless a feature asks for one: NetworksSpec has those.
        ContainerSpecBuilder builder = ContainerSpec.builder('busybox').command(command).remove(true).network(new NetworkSpec.None())
        more(builder)
        engine.perform(new ContainerOperation.RunContainer(builder.build(), stdio), { events << it })
    }
}
