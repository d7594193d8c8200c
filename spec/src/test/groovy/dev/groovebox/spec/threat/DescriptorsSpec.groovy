package dev.groovebox.spec.threat

import dev.groovebox.sandbox.spec.SeccompChoice
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Unroll

/** Open files of the engine are doors to the machine (CVE-2016-9962, CVE-2024-21626): a program finds 0, 1 and 2. */
class DescriptorsSpec extends ThreatSpecification {
    static final FOLDERS = (0..20).collect { "/proc/self/fd/$it".toString() } +
            ['/proc/self/cwd', '/proc/self/cwd/new', '/proc/self/root', '/proc/1/cwd', '/proc/thread-self/cwd', '/dev/fd/7',
             '/dev/fd/7/new', '/link', '/link/new', '/cwd', '/cwd/new']

    @Unroll('a program finds three descriptors #how')
    def 'descriptors of the program'() {
        given: 'an engine with many files open, some of which stay open in whatever it starts'
        def many = (1..300).collect { new FileInputStream(victim.resolve('precious').toFile()) }

        expect:
        run(['intruder', 'descriptors'], more).out().replace('\r', '').readLines() == ['0', '1', '2']

        cleanup:
        many*.close()

        where:
        how               | more
        'by default'      | {}
        'under an init'   | { init(true) }
        'with a terminal' | { terminal(true) }
        'as a user'       | { user('1000') }
    }

    def 'process 1 has no more, also when it is the helper and the program may look into it'() {
        expect:
        run(['sh', '-c', 'ls /proc/1/fd; echo end']).out().readLines() == ['0', '1', '2', 'end']
        run(['sh', '-c', 'ls /proc/1/fd; echo end']) {
            init(true).addCapability('SYS_PTRACE').seccomp(SeccompChoice.UNCONFINED)
        }.out().readLines() == ['end']
    }

    def 'a working folder through open files is refused'() {
        given:
        image = images.add { Path layer ->
            Files.createSymbolicLink(layer.resolve('link'), Path.of('/proc/self/fd/8'))
            Files.createSymbolicLink(layer.resolve('cwd'), Path.of('/proc/self/cwd'))
        }

        expect:
        FOLDERS.every { folder -> refusal(['pwd']) { workingFolder(folder) }.message.contains(folder) }
    }

    def "a working folder of the image's own through open files is refused"() {
        expect:
        (3..12).every { number ->
            image = images.add(/{"WorkingDir": "\/proc\/self\/fd\/$number"}/) {}
            refusal(['pwd']).message.contains("/proc/self/fd/$number")
        }
    }

    def "a working folder of the image's own is not made outside, whatever comes before the open files"() {
        expect: 'the parts before them are not there, so all of it would be made; what happened to the victim is judged after each feature'
        (3..20).every { number ->
            image = images.add(/{"WorkingDir": "\/new\/..\/proc\/self\/fd\/$number${'/..' * 30}$victim\/made"}/) {}
            refusal(['pwd']).message.contains("/proc/self/fd/$number/")
        }
    }
}
