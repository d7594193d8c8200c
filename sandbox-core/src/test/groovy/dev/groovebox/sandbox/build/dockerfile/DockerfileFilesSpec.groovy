package dev.groovebox.sandbox.build.dockerfile

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.spec.BuildStep
import dev.groovebox.sandbox.spec.DockerfileSource
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

@Timeout(30)
class DockerfileFilesSpec extends Specification {
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    Path context = Files.createDirectories(scratch.path.resolve('context'))
    def files = new DockerfileFiles(new JnaFileCalls())

    void write(String name, String text, Path folder = context) {
        Files.createDirectories(folder.resolve(name).parent)
        Files.writeString(folder.resolve(name), text)
    }

    String image(DockerfileSource source) {
        (files.read(source, Optional.of(context)).instructions()[0].step() as BuildStep.From).source().reference()
    }

    DockerfileSource file(Path path) {
        new DockerfileSource.OfFile(path)
    }

    def 'the Dockerfile is the one of the context, in capitals or not, or the one that is named'() {
        given:
        write('Dockerfile', 'FROM upper')
        write('sub/Other', 'FROM other')
        write('outside', 'FROM outside', scratch.path)

        expect:
        image(new DockerfileSource.Default()) == 'upper'
        image(file(context.resolve('sub/Other'))) == 'other'
        image(file(scratch.path.resolve('outside'))) == 'outside'
        image(new DockerfileSource.Text('-', 'FROM text')) == 'text'

        when:
        Files.move(context.resolve('Dockerfile'), context.resolve('dockerfile'))

        then:
        image(new DockerfileSource.Default()) == 'upper'
    }

    def 'what is ignored stands beside the Dockerfile, or else in .dockerignore'() {
        given:
        write('.dockerignore', 'own\n')
        write('Dockerfile', 'FROM a')
        write('sub/Other', 'FROM a')

        expect:
        files.ignored(new DockerfileSource.Default(), context) == ['own']
        files.ignored(file(context.resolve('sub/Other')), context) == ['own']

        when:
        write('Dockerfile.dockerignore', 'default\n')
        write('sub/Other.dockerignore', '# x\n/other/\n!other/y')

        then:
        files.ignored(new DockerfileSource.Default(), context) == ['default']
        files.ignored(file(context.resolve('sub/Other')), context) == ['other', '!other/y']
        files.ignored(new DockerfileSource.Text('-', ''), context) == ['own']
        files.ignored(context) == ['own']
        files.ignored(scratch.path.resolve('nothing')) == []
    }

    def 'a Dockerfile and a .dockerignore that lead out of the context are not read'() {
        given:
        write('secret', 'root:x:0:0\n', scratch.path)
        Files.createSymbolicLink(context.resolve(name), Path.of(target))

        when:
        read.call(files, context)

        then:
        def e = thrown(EngineException)
        e.message.contains('leads out of the context')
        !e.message.contains('root:x')

        where:
        name                      | target         | read
        'Dockerfile'              | '../secret'    | { f, c -> f.read(new DockerfileSource.Default(), Optional.of(c)) }
        'Dockerfile'              | '/etc/passwd'  | { f, c -> f.read(new DockerfileSource.Default(), Optional.of(c)) }
        'Other'                   | '../secret'    | { f, c -> f.read(new DockerfileSource.OfFile(c.resolve('Other')), Optional.of(c)) }
        '.dockerignore'           | '../secret'    | { f, c -> f.ignored(c) }
        'Dockerfile.dockerignore' | '/etc/passwd'  | { f, c -> f.ignored(new DockerfileSource.Default(), c) }
    }

    def 'a link within the context is followed'() {
        given:
        write('real/Dockerfile', 'FROM real')
        Files.createSymbolicLink(context.resolve('Dockerfile'), Path.of('real/Dockerfile'))

        expect:
        image(new DockerfileSource.Default()) == 'real'
    }

    def '#what is refused at once'() {
        given:
        make.call(context.resolve('Dockerfile'))

        when:
        files.read(new DockerfileSource.Default(), Optional.of(context))

        then:
        def e = thrown(EngineException)
        e.message.contains(message)

        where:
        what                | message             | make
        'a FIFO'            | 'no regular file'   | { assert ['mkfifo', it.toString()].execute().waitFor() == 0 }
        'a folder'          | 'no regular file'   | { Files.createDirectory(it) }
        'what is no text'   | 'not UTF-8'         | { Files.write(it, [0x46, 0xff] as byte[]) }
        'a huge file'       | 'more than 4 MB'    | { Files.write(it, new byte[5 << 20]) }
        'nothing at all'    | 'no such file'      | { }
    }

    def 'a .dockerignore with a pattern that can not be one is named'() {
        given:
        write('.dockerignore', 'a[\n')

        when:
        files.ignored(context)

        then:
        def e = thrown(EngineException)
        e.message.contains(".dockerignore': the pattern 'a['")
    }
}
