package dev.groovebox.spec.threat

import dev.groovebox.sandbox.engine.RunningContainer
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.spec.SeccompChoice
import java.nio.file.Files
import spock.lang.Unroll

/** A program that is started beside hostile ones is in reach of them from its first moment on. */
class ExecThreatsSpec extends ThreatSpecification {
    RunningContainer box

    private RunningContainer box(Closure more = {}) {
        box = RunningContainer.of(engine, 'box', more)
    }

    def cleanup() {
        box?.close()
    }

    def 'it finds three descriptors, whatever the engine has open'() {
        given:
        box()
        def many = (1..300).collect { new FileInputStream(victim.resolve('precious').toFile()) }

        expect:
        box.exec(['intruder', 'descriptors']).out().readLines() == ['0', '1', '2']
        box.exec(['intruder', 'descriptors']) { terminal(true) }.out().replace('\r', '').readLines() == ['0', '1', '2']

        cleanup:
        many*.close()
    }

    def 'a working folder through open files is refused (CVE-2024-21626)'() {
        given:
        box()
        box.sh('ln -s /proc/self/fd/8 /tmp/link; ln -s /proc/self/cwd /tmp/cwd')

        expect:
        ((0..20).collect { "/proc/self/fd/$it".toString() } + ['/proc/self/cwd', '/proc/1/cwd', '/proc/self/root', '/tmp/link', '/tmp/cwd']).every { folder ->
            refused { box.exec(['pwd']) { workingFolder(folder) } }.message.contains(folder)
        }
    }

    @Unroll('a program that may trace others sees nothing of the machine in those that come (CVE-2016-9962), #how')
    def 'watching'() {
        given:
        box { addCapability('SYS_PTRACE').addCapability('SYS_ADMIN').seccomp(SeccompChoice.UNCONFINED) }
        def watch = threads.submit({ box.exec(['intruder', 'watch', victim.resolve('precious').toString(), '/tmp/enough']) } as java.util.concurrent.Callable)

        when:
        def end = System.currentTimeMillis() + 2500
        for (int count = 0; count < 20 || System.currentTimeMillis() < end; count++) {
            box.exec(['true']) { terminal(tty) }
        }
        box.exec(['touch', '/tmp/enough'])
        def seen = (watch.get() as RunResult).out().readLines()

        then:
        seen.findAll { !it.startsWith('looks') } == []
        seen.find { it.startsWith('looks') }.tokenize()[1].toLong() > 0

        where:
        how               | tty
        'without a terminal' | false
        'with a terminal' | true
    }

    def "its rights are docker's, and no more in a container whose own program has fewer"() {
        given:
        box { user('1000:1000') }

        expect:
        status().subMap(['CapEff', 'CapBnd', 'NoNewPrivs', 'Seccomp']) == [CapEff: '0000000000000000', CapBnd: '00000000a80425fb', NoNewPrivs: '1', Seccomp: '2']
        status { user('0') }.subMap(['CapEff', 'CapInh', 'CapAmb']) == [CapEff: '00000000a80425fb', CapInh: '0000000000000000', CapAmb: '0000000000000000']
    }

    def 'what a program has put in the place of the terminals is not taken for one'() {
        given:
        box { addCapability('SYS_ADMIN').seccomp(SeccompChoice.UNCONFINED).noNewPrivileges(false) }
        box.sh("mount -t tmpfs none /dev/pts && $what")

        expect:
        refused { box.exec(['true']) { terminal(true) } }

        where:
        what << ['mkfifo /dev/pts/ptmx', 'ln -s /dev/null /dev/pts/ptmx', 'touch /dev/pts/ptmx']
    }

    def "a process that got the number of the container's is spared"() {
        given:
        box()
        def state = paths.container(box.id).state()
        def text = Files.readString(state)
        Files.writeString(state, text.replaceAll(/"startTicks":(\d+)/) { all, ticks -> "\"startTicks\":${(ticks as long) + 1}" })

        expect:
        refused { box.exec(['true']) }.message.contains('not running')

        cleanup:
        Files.writeString(state, text)
    }

    private Map<String, String> status(Closure more = {}) {
        box.exec(['cat', '/proc/self/status'], more).out().readLines().collectEntries { it.split(':\\s*', 2).toList() }
    }

    private static EngineException refused(Closure call) {
        try {
            call.call()
        } catch (EngineException e) {
            assert e.message.readLines().size() == 1
            return e
        }
        throw new AssertionError('not refused' as Object)
    }
}
