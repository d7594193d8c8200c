package dev.groovebox.spec.build

import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.spec.Groovebox
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Shared

/** What {@code build --output} writes: the root filesystem that the image's containers see, into a folder or a tar. */
class BuildOutputSpec extends BuildSpecification {
    @Shared
    @AutoCleanup
    Groovebox groovebox = new Groovebox()
    Path target

    def setup() {
        target = Files.createTempDirectory(scratch.path, 'target')
    }

    def "a folder gets what the image's layers show together, as files of ours"() {
        given:
        def image = build('''\
            FROM busybox
            RUN mkdir -p /d/sub /gone; echo one > /d/one; echo lower > /gone/file; ln -s ../precious /d/link; mkfifo /d/fifo
            RUN rm -r /gone; ln /d/one /d/again; echo two > /d/sub/two; chown -R 7:8 /d; chmod 4755 /d/one; chmod 2750 /d/sub; mknod /d/device c 1 3
            ''')
        def folder = target.resolve('new/below')

        when:
        def count = unpack(image.id(), folder)

        then:
        find(folder.resolve('d'), '%y %m %U:%G %n %P %l') == [
                'd 755 0:0 3  ', 'f 755 0:0 2 again ', 'p 644 0:0 1 fifo ', 'l 777 0:0 1 link ../precious', 'f 755 0:0 2 one ',
                'd 750 0:0 2 sub ', 'f 644 0:0 1 sub/two ']
        Files.readString(folder.resolve('d/again')) == 'one\n'
        !Files.exists(folder.resolve('gone'))
        Files.isExecutable(folder.resolve('bin/busybox'))
        count == find(folder, '%P').size() - 1
        events.findAll { it instanceof Event.Warning }*.message() == ["'d/device' is a device, and is left out"]
    }

    def "what is in the folder stays, files of the same name are replaced, and no link leads anything out of it"() {
        given:
        def image = build('FROM scratch\nCOPY <<a /a\nof the image\na\nCOPY <<b /d/b\nof the image\nb\nCOPY <<c /e/c\nof the image\nc\n')
        Files.writeString(target.resolve('own'), 'own')
        Files.createSymbolicLink(target.resolve('a'), victim.resolve('precious'))
        Files.createSymbolicLink(target.resolve('d'), victim)
        def shared = Files.writeString(scratch.path.resolve('shared'), 'of two names')
        Files.createLink(Files.createDirectory(target.resolve('e')).resolve('c'), shared)

        when:
        unpack(image.id(), target)

        then: 'the sentinel that all build specs share is looked at too, when this ends'
        find(target, '%y %P') == ['d ', 'f a', 'd d', 'f d/b', 'd e', 'f e/c', 'f own']
        Files.readString(shared) == 'of two names'
        !Files.exists(victim.resolve('b'))

        when: 'a folder is where a file should be'
        Files.delete(target.resolve('a'))
        Files.createDirectory(target.resolve('a'))
        unpack(image.id(), target)

        then:
        def e = thrown(EngineException)
        e.message == "cannot unpack into '$target': 'a' is a folder, and a file would take its place"
    }

    def "the command line writes a folder, a file or standard output, beside the image"() {
        given:
        def context = groovebox.work
        Files.writeString(context.resolve('Dockerfile'), 'FROM scratch\nCOPY Dockerfile /d/\n')

        when:
        def folder = groovebox.run('build', '-q', '-t', 'made', '-o', 'out', '--output', 'type=tar,dest=out.tar', '.')

        then:
        folder.exitCode == 0
        folder.out.trim() ==~ /sha256:[0-9a-f]{64}/
        Files.readString(context.resolve('out/d/Dockerfile')) == Files.readString(context.resolve('Dockerfile'))
        listed(context.resolve('out.tar')) == ['d/', 'd/Dockerfile']
        groovebox.run('images', '-q').out.trim()

        when:
        def piped = groovebox.start('build', '-q', '-o', '-', '.')
        Files.copy(piped.inputStream, context.resolve('piped.tar'))

        then:
        piped.waitFor() == 0
        Files.mismatch(context.resolve('piped.tar'), context.resolve('out.tar')) == -1

        when:
        def refused = groovebox.run('build', '-o', "type=tar,dest=out", '.')

        then: 'before anything is built'
        refused.exitCode != 0
        refused.err.contains("--output: '${context.resolve('out')}' is a folder, and a tar needs a file")
        !refused.err.contains('FROM')

        when:
        def script = groovebox.run('-e', "build '.', output: ['scripted', 'type=tar,dest=scripted.tar']; image('x', output: 'block') { from scratch; copy 'Dockerfile', to: '/d/' }")

        then:
        script.exitCode == 0
        Files.exists(context.resolve('scripted/d/Dockerfile'))
        Files.exists(context.resolve('block/d/Dockerfile'))
        listed(context.resolve('scripted.tar')) == ['d/', 'd/Dockerfile']
    }

    private long unpack(String image, Path folder) {
        events.clear()
        engine.perform(new ArchiveOperation.UnpackImage(image, folder), { events << it } as EventSink)
    }

    private static List<String> find(Path folder, String format) {
        def process = new ProcessBuilder('find', folder.toString(), '-printf', "$format\\n").redirectErrorStream(true).start()
        def lines = process.inputStream.readLines()
        assert process.waitFor() == 0: lines
        lines.sort { it.replaceFirst(/^\S+( \d+ \S+ \d+)? ?/, '') }
    }

    private static List<String> listed(Path tar) {
        def process = new ProcessBuilder('tar', '-tf', tar.toString()).redirectErrorStream(true).start()
        def lines = process.inputStream.readLines()
        assert process.waitFor() == 0: lines
        lines
    }
}
