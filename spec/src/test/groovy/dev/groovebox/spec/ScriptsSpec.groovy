package dev.groovebox.spec

import dev.groovebox.sandbox.DebianImage
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.Stepwise

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.LocalDate

/** The scripts of scripts/, run as people run them. */
@Stepwise
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'sandboxes need root')
class ScriptsSpec extends Specification {
    @Shared
    @AutoCleanup
    Groovebox groovebox = new Groovebox()

    def "hello.groovy builds an image and runs it isolated"() {
        given:
        def before = MachineSnapshot.take(engineRoot: groovebox.root)

        when:
        def result = groovebox.run(script('hello.groovy'))

        then:
        result.exitCode == 0
        result.lines.take(3) == ['built inside a sandbox', 'hello from box, pid 1', 'uid=0(root) gid=0(root) groups=0(root)']

        and: 'only what it built is left'
        before.differences() == []
    }

    def "the second time nothing is built and nothing compiled"() {
        when:
        def result = groovebox.run(script('hello.groovy'))

        then:
        result.exitCode == 0
        result.err.readLines().count { it.endsWith('(cached)') } == 4
    }

    def "plan shows what the script would do, and does nothing"() {
        given:
        def images = groovebox.run('images', '-q').out

        when:
        def result = groovebox.run('plan', script('hello.groovy'))

        then:
        result.exitCode == 0
        ['hello', 'RUN echo "built inside a sandbox" > /etc/motd', 'hostname', '64'].every { result.out.contains(it) }
        groovebox.run('images', '-q').out == images
    }

    @Requires(value = { Files.isExecutable(Path.of('/usr/bin/docker-registry')) }, reason = 'the registry is made of that package')
    def "private-registry.groovy goes from a package to an image that is pushed, deleted, pulled and run"() {
        given:
        def port = new ServerSocket(0).withCloseable { it.localPort }

        when:
        def result = groovebox.run(script('private-registry.groovy'), "$port")

        then:
        result.exitCode == 0
        result.lines[0].startsWith("pushed 127.0.0.1:$port/greeting:1 sha256:")
        result.lines[1..2] == ['tags: [1]', 'hello from a private registry']
        !result.err.contains('Exception')
        groovebox.run('ps', '-aq').out == ''
    }

    def "it works in cron's empty environment, from any folder, through a link"() {
        given:
        def link = Files.createSymbolicLink(groovebox.work.resolve('gb'), Groovebox.launcher())
        def empty = System.getenv().keySet().collectEntries { [it, null] } as Map<String, String>

        when:
        def result = groovebox.run(script('hello.groovy'), launcher: link, env: empty, folder: Path.of('/'))

        then:
        result.exitCode == 0
        result.lines[1] == 'hello from box, pid 1'
    }

    def "all six namespaces are the container's own"() {
        when:
        def inside = groovebox.run('run', '--rm', '--network', 'none', 'host/base', 'sh', '-c',
                'for n in cgroup ipc mnt net pid uts; do readlink /proc/self/ns/$n; done').lines
        def outside = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts'].collect {
            Files.readSymbolicLink(Path.of("/proc/self/ns/$it")).toString()
        }

        then:
        inside.size() == 6
        [inside, outside].transpose().every { a, b -> a.tokenize(':')[0] == b.tokenize(':')[0] && a != b }
    }

    def "sandboxed-tests.groovy ends as the command does, which can't write"() {
        given:
        Files.writeString(groovebox.work.resolve('data'), 'from the host\n')

        when:
        def good = groovebox.run(script('sandboxed-tests.groovy'), groovebox.work.toString(), 'cat', 'data')
        def bad = groovebox.run(script('sandboxed-tests.groovy'), groovebox.work.toString(), 'sh', '-c', 'touch x || exit 9')

        then:
        good.out == 'from the host\n'
        good.exitCode == 0
        good.err =~ /passed after \d+ ms/
        bad.exitCode == 9
        bad.err.contains('Read-only file system')
    }

    def "nightly-report.groovy says nothing and keeps a report"() {
        given:
        def notes = Files.createDirectories(groovebox.work.resolve('notes'))
        Files.writeString(notes.resolve('a.txt'), 'one two three\n')

        when:
        def result = groovebox.run(script('nightly-report.groovy'), notes.toString(), groovebox.work.resolve('reports').toString())

        then:
        result.exitCode == 0
        result.out == ''
        Files.readString(groovebox.work.resolve("reports/words-${LocalDate.now()}.txt")).trim() == '3 ./a.txt'
    }

    @Requires(value = { DebianImage.isAvailable() }, reason = 'a root filesystem of Debian is made by debootstrap')
    def "base-debian.groovy makes an image of a root filesystem of Debian"() {
        when:
        def result = groovebox.run(script('base-debian.groovy'), DebianImage.SUITE, DebianImage.tar().toString(), timeout: Duration.ofMinutes(2))

        then:
        result.exitCode == 0
        result.out =~ /^debian:bookworm sha256:[0-9a-f]{64}\n$/

        and:
        groovebox.run('run', '--rm', '--network', 'none', 'debian:bookworm', 'cat', '/etc/debian_version').out.startsWith('12.')
    }

    def "what a script takes back in the end is gone after SIG#signal, too"() {
        given:
        def before = MachineSnapshot.take(engineRoot: groovebox.root)
        def text = Files.writeString(groovebox.work.resolve('stopped.groovy'), """
                def front = network('front')
                def data = volume('data')
                try {
                    container { image 'host/base'; network none; cmd 'echo ready; exec sleep 60' }.run { println it; System.out.flush() }
                } finally {
                    [front, data].each { it.remove() }
                }""")

        when:
        def process = groovebox.start(text.toString())
        def ready = process.inputStream.newReader().readLine()
        assert ['kill', "-$signal", process.pid().toString()]*.toString().execute().waitFor() == 0

        then:
        ready == 'ready'
        process.waitFor() == 130
        process.errorStream.text.contains('the operation was interrupted')

        and:
        groovebox.run('network', 'ls', '--format', '{{.Name}}').lines == ['bridge', 'host', 'none']
        groovebox.run('volume', 'ls', '-q').out == ''
        groovebox.run('ps', '-aq').out == ''
        before.differences() == []

        where:
        signal << ['INT', 'TERM']
    }

    /** The driver's options come first, whatever the order of the call. */
    private static String script(String name) {
        Groovebox.launcher().resolveSibling('scripts').resolve(name).toString()
    }
}
