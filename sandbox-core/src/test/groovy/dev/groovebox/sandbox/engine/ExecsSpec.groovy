package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.operation.ExecOperation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.ExecSpec
import dev.groovebox.sandbox.spec.UserNamespace
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.Callable
import java.util.concurrent.CompletableFuture
import java.util.concurrent.FutureTask
import java.util.concurrent.TimeUnit
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Timeout

/** Programs beside a container's own. */
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class ExecsSpec extends EngineSpecification {
    static final NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts', 'user']

    @Shared
    @AutoCleanup
    RunningContainer box

    def setupSpec() {
        box = RunningContainer.of(engine, 'box') { environment('MINE', 'yes').hostname('stage').workingFolder('/tmp').ulimit('nofile', 99, 99) }
    }

    def cleanup() {
        assert engine.perform(new ExecOperation.ListExecs('box')) == []
        assert Files.list(paths.container(box.summary().id()).execs()).toList() == []
    }

    def "its output, error output and exit code come back apart"() {
        when:
        def result = box.sh('echo out; echo err >&2; exit 3')

        then:
        [result.out(), result.err(), result.exitCode(), result.signal().empty] == ['out\n', 'err\n', 3, true]
        result.container() == box.summary().id()
    }

    @Timeout(60)
    def "it ends with its program, whatever that leaves behind, and a signal after it has nobody to hear it"() {
        given: 'a process that goes on writing, until nobody reads it'
        def control = new CompletableFuture()
        def out = new ByteArrayOutputStream()
        def script = 'echo first; (while echo more; do usleep 20000; done) & echo $! > /left; exit 4'
        def exec = new ExecOperation.Exec('box', ExecSpec.builder(['sh', '-c', script]).build(),
                new Stdio.Streams(Optional.empty(), out, OutputStream.nullOutputStream(), control.&complete))

        when:
        def result = engine.perform(exec)
        def written = out.size()

        then:
        result.exitCode() == 4
        out.toString().readLines()[0] == 'first'
        !control.get().signal(15)

        and: 'it has heard that its output goes nowhere'
        box.sh('while grep -q . /proc/$(cat /left)/cmdline 2>/dev/null; do usleep 20000; done; rm /left').exitCode() == 0
        out.size() == written
    }

    @Timeout(60)
    def "a process that it leaves behind and that writes nothing lives on"() {
        when:
        def result = box.sh('sleep 1234 & echo $!; echo done')
        def left = result.out().readLines()[0]

        then:
        result.out().readLines()[1] == 'done'
        box.sh("kill $left").exitCode() == 0
    }

    def "it is in every namespace and control group of the container, whose processes it sees"() {
        given:
        def script = NAMESPACES.collect { "readlink /proc/self/ns/$it" }.join(';') + '; cat /proc/self/cgroup; cat /proc/1/comm; hostname'
        def pid = box.summary().pid().asInt

        when:
        def said = box.sh(script).out().readLines()

        then:
        said.take(7) == NAMESPACES.collect { Files.readSymbolicLink(Path.of("/proc/$pid/ns/$it")).toString() }
        def groups = said.findAll { it =~ /^\d+:(memory|pids|cpu|devices|freezer)\b/ } ?: said.findAll { it.startsWith('0::') }
        !groups.empty
        groups.every { it.endsWith(':/') }
        said.takeRight(2) == ['sleep', 'stage']
    }

    def "what exec does not say is as for the container's own program, and what it says comes on top"() {
        expect:
        box.sh('echo $MINE $FROM_IMAGE $HOME; pwd; ulimit -n; id').out().readLines() == ['yes yes /root', '/tmp', '99', 'uid=0(root) gid=0(root) groups=0(root)']
        box.sh('echo $MINE $NEW $HOME; pwd; id -un; id -Gn') {
            environment('MINE', 'other').environment('NEW', 'a b').workingFolder('/etc').user('musician')
        }.out().readLines() == ['other a b /home/musician', '/etc', 'musician', 'band audio']
    }

    def "accounts are those that the container has now"() {
        given:
        box.sh('echo late:x:7:8::/late:/bin/sh >> /etc/passwd')

        expect:
        box.sh('id -u; id -g') { user('late') }.out() == '7\n8\n'
    }

    def "it joins a container of its own ids as that one's root"() {
        given:
        def remapped = RunningContainer.of(engine, 'remapped') { userNamespace(UserNamespace.AUTO) }

        expect:
        remapped.sh('id -u; cat /proc/self/uid_map; touch /made; grep CapEff /proc/self/status').out().readLines()*.tokenize() ==
                [['0'], ['0', String.valueOf(0x40000000L), '65536'], ['CapEff:', '00000000a80425fb']]
        remapped.sh('id -u; echo new > /dev/stdout') { user('1000').terminal(true) }.out().readLines() == ['1000', 'new']

        cleanup:
        remapped.close()
    }

    def "a program that is not there is 127, one that can't be executed 126, and a container that does not run 125"() {
        when:
        call.call(box)

        then:
        def failure = thrown(EngineException)
        failure.failure().kind() == kind
        failure.message.readLines().size() == 1
        failure.message.contains(word)

        where:
        call                                                   | kind                                 | word
        ({ it.exec(['no-such']) })                             | FailureKind.PROGRAM_NOT_FOUND        | 'no-such'
        ({ it.exec(['/no/such']) })                            | FailureKind.PROGRAM_NOT_FOUND        | '/no/such'
        ({ it.exec(['/etc/passwd']) })                         | FailureKind.PROGRAM_NOT_EXECUTABLE   | '/etc/passwd'
        ({ it.exec(['/etc']) })                                | FailureKind.PROGRAM_NOT_EXECUTABLE   | '/etc'
        ({ it.exec(['true']) { user('nobody-such') } })        | FailureKind.NOT_FOUND                | 'nobody-such'
        ({ it.exec(['true']) { workingFolder('/not/made') } }) | FailureKind.ENGINE                   | '/not/made'
        ({ it.engine.perform(new ExecOperation.Exec('gone', ExecSpec.builder(['true']).build(), new Stdio.Capture(Optional.empty()))) }) | FailureKind.NOT_FOUND | 'gone'
    }

    def "a working folder that is not there is not made: it is the container's, not ours"() {
        when:
        box.exec(['true']) { workingFolder('/not/made') }

        then:
        thrown(EngineException)
        box.sh('ls /not').exitCode() != 0
    }

    def "with every capability its filter stays"() {
        expect:
        box.sh('grep -E "CapEff|Seccomp:" /proc/self/status') { privileged(true) }.out().readLines()*.tokenize().with {
            Long.parseUnsignedLong(it[0][1], 16) & ~0xa80425fbL && it[1] == ['Seccomp:', '2']
        }
        box.sh('grep CapEff /proc/self/status').out().tokenize() == ['CapEff:', '00000000a80425fb']
    }

    def "a program that runs too long is ended"() {
        when:
        def result = box.exec(['sleep', '30']) { timeout(Duration.ofMillis(200)) }

        then:
        [result.exitCode(), result.timedOut()] == [124, true]
    }

    def "a terminal is a new one of the container's own, and its session's"() {
        expect:
        box.sh('tty; test -t 0 && test -t 1 && test -t 2 && echo all; echo $TERM; (: </dev/tty) && echo mine') { terminal(true) }
                .out().readLines() == ['/dev/pts/0', 'all', 'xterm', 'mine']
    }

    def "keys let go of its terminal: it goes on, listed and unheard, and what is not all of the keys reaches it"() {
        given:
        def program = ['sh', '-c', 'read a; echo "$a" > /tmp/a; until test -e /tmp/end; do echo noise; sleep 0.01; done; echo > /tmp/done']
        def typed = new PipedOutputStream()
        def exec = new ExecOperation.Exec('box', ExecSpec.builder(program).terminal(true).openStdin(true).build(),
                new Stdio.Streams(Optional.of(new PipedInputStream(typed)), new ByteArrayOutputStream(), new ByteArrayOutputStream(), {}), [16, 17] as byte[])
        def listed = { engine.perform(new ExecOperation.ListExecs('box')).find { it.command() == program } }

        when:
        def result = CompletableFuture.supplyAsync { engine.perform(exec) }
        typed.write('x\020y\n\020\021'.bytes)
        typed.flush()

        then:
        result.get(20, TimeUnit.SECONDS).exitCode() == 0
        eventually { box.sh('cat /tmp/a').out() == 'x\020y\n' }
        listed()

        when:
        box.sh('touch /tmp/end')

        then:
        eventually { box.sh('test -e /tmp/done').exitCode() == 0 }
        eventually { !listed() }

        cleanup:
        box.sh('rm -f /tmp/a /tmp/end /tmp/done')
    }

    def "an interrupt ends it, and not the container"() {
        given:
        def task = start(['sleep', '30'])
        def running = eventually { engine.perform(new ExecOperation.ListExecs('box')).find { it.command() == ['sleep', '30'] } }

        when:
        task.thread.interrupt()
        task.future.get()

        then:
        thrown(Exception)
        !Files.exists(Path.of("/proc/${running.pid()}"))
        box.summary() != null
    }

    def "those that run are listed and signalled by the beginning of their id"() {
        given:
        def task = start(['sh', '-c', 'trap "exit 5" TERM; while :; do sleep 0.05; done'])
        def running = eventually { engine.perform(new ExecOperation.ListExecs('box')).find { it.command()[0] == 'sh' } }

        when:
        eventually { catches(running.pid(), 15) } // the trap is set
        engine.perform(new ExecOperation.KillExec(running.id().substring(0, 12), 15))

        then:
        (task.future.get(20, TimeUnit.SECONDS) as RunResult).exitCode() == 5
    }

    private static boolean catches(int process, int signal) {
        def mask = Files.readAllLines(Path.of("/proc/$process/status")).find { it.startsWith('SigCgt:') }.tokenize()[1]
        (Long.parseUnsignedLong(mask, 16) >> (signal - 1) & 1) == 1
    }

    def "detached, it goes on without us and reads nothing"() {
        when:
        def id = engine.perform(new ExecOperation.ExecDetached('box', ExecSpec.builder(['sh', '-c', 'cat; sleep 30']).openStdin(true).build()))
        def running = engine.perform(new ExecOperation.ListExecs('box'))

        then:
        running*.id() == [id]

        when:
        engine.perform(new ExecOperation.KillExec(id, 9))

        then:
        eventually { engine.perform(new ExecOperation.ListExecs('box')) == [] ?: null }
    }

    def "what it reads is ours"() {
        given:
        def input = Optional.of(new ByteArrayInputStream('three small words\n'.bytes) as InputStream)

        expect:
        engine.perform(new ExecOperation.Exec('box', ExecSpec.builder(['wc', '-w']).openStdin(true).build(), new Stdio.Capture(input))).out().trim() == '3'
    }

    def "it dies with the container, and the container can go"() {
        given:
        def other = RunningContainer.of(engine, 'other')
        def task = start(['sleep', '30'], 'other')
        eventually { engine.perform(new ExecOperation.ListExecs('other')).find() }

        when:
        other.close()

        then:
        (task.future.get() as RunResult).exitCode() == 137
    }

    private Map start(List<String> command, String container = 'box') {
        def spec = ExecSpec.builder(command).build()
        def future = new FutureTask({ engine.perform(new ExecOperation.Exec(container, spec, new Stdio.Capture(Optional.empty()))) } as Callable)
        [future: future, thread: Thread.startDaemon('exec') { future.run() }]
    }

    private static Object eventually(Closure found) {
        for (int tries = 0; tries < 3000; tries++) {
            def value = found.call()
            if (value) {
                return value
            }
            sleep(10)
        }
        throw new AssertionError('it did not come to that' as Object)
    }
}
