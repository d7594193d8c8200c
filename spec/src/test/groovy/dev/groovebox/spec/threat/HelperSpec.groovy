package dev.groovebox.spec.threat

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.launch.SandboxOutcome
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.spec.SeccompChoice
import dev.groovebox.sandbox.spec.UserNamespace
import dev.groovebox.spec.ProcFiles
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest
import spock.lang.Unroll

/** The helper that makes containers runs as the machine's root, and a container sees it as a process (CVE-2019-5736). */
class HelperSpec extends ThreatSpecification {
    static final SEALS = 15
    static final SEAL_OF_EXECUTION = 32

    @Unroll('the helper is not overwritten through /proc/1/exe #how')
    def 'process 1 of a container is the helper, when it has an init'() {
        when:
        def running = start(['sh', '-c', 'intruder overwrite /proc/1/exe; sleep 60']) {
            name('attacked')
            init(true)
            addCapability('SYS_PTRACE')
            seccomp(SeccompChoice.UNCONFINED)
            if (how != 'by root') {
                userNamespace(UserNamespace.AUTO)
            }
        }
        def helpers = helpers()
        def digests = helpers.collect { digest(Files.readAllBytes(Path.of("/proc/$it/exe"))) } as Set
        def seals = helpers.collect { [Intruder.PROGRAM, 'seals', "/proc/$it/exe"].execute().text.trim().toInteger() } as Set
        engine.perform(new ContainerOperation.KillContainer('attacked', 'KILL'))
        def tries = Intruder.results(ended(running).out())

        then: 'what is opened fails, and what it runs is what was built'
        tries.size() > 1
        tries.findAll { it.key != 'chmod' }.values().every { it in ['EPERM', 'EACCES', 'ETXTBSY', 'ENOENT', 'ENXIO'] }
        digests == [digest(resource())] as Set

        and: 'seals of itself, shrinking, growing and writing, and where the kernel has that one, of the right to execute it'
        seals.every { (it & SEALS) == SEALS }
        tries.chmod != 'done' || seals.every { (it & SEAL_OF_EXECUTION) == 0 }

        where:
        how << ['by root', "by root of a user namespace"]
    }

    @Unroll('a program that is #program gets nothing by it')
    def 'a container that executes the helper as its own program'() {
        given:
        image = images.add { Path layer ->
            def script = Files.createDirectories(layer.resolve('bin')).resolve('as-script')
            Files.writeString(script, '#!/proc/self/exe\n')
            Files.setAttribute(script, 'unix:mode', 0755)
            Files.createSymbolicLink(layer.resolve('bin/as-link'), Path.of('/proc/self/exe'))
        }

        when:
        def ended = outcome([program])

        then:
        ended != 0

        where:
        program << ['/proc/self/exe', '/proc/1/exe', '/proc/thread-self/exe', '/bin/as-script', '/bin/as-link', '/proc/self/fd/3',
                    '/dev/fd/3', '/proc/self/fd/100']
    }

    def "the monitor and the rest of the machine's processes are not seen"() {
        expect: 'the shell alone'
        run(['sh', '-c', 'echo /proc/[0-9]*; cat /proc/1/comm; true']).out().readLines() == ['/proc/1', 'sh']
        run(['sh', '-c', 'cat /proc/1/status | grep -i -e ^PPid -e ^NSpid']).out().readLines()*.split()*.last() == ['0', '1']
    }

    private int outcome(List<String> command) {
        try {
            run(command).exitCode()
        } catch (EngineException e) {
            e.failure().kind().exitCode()
        }
    }

    /**
     * The processes of this JVM that run the helper, once the intruder has tried all: the monitor and the init. Before that,
     * one that is to become another program may be among them.
     */
    private List<Long> helpers() {
        for (int tries = 0; tries < 400; tries++) {
            def all = ProcessHandle.current().descendants().map { it.pid() }.toList()
            if (all.any { ProcFiles.text("/proc/$it/cmdline").startsWith('sleep\0') }) {
                def found = all.findAll { isHelper(it) }
                assert found.size() == 2
                return found
            }
            sleep(50)
        }
        throw new AssertionError('the intruder does not end' as Object)
    }

    private static boolean isHelper(long pid) {
        try {
            Files.readSymbolicLink(Path.of("/proc/$pid/exe")).toString().startsWith('/memfd:sandbox-init')
        } catch (IOException ended) {
            false
        }
    }

    private static byte[] resource() {
        SandboxOutcome.getResourceAsStream('sandbox-init').withCloseable { it.readAllBytes() }
    }

    private static String digest(byte[] bytes) {
        MessageDigest.getInstance('SHA-256').digest(bytes).encodeHex()
    }
}
