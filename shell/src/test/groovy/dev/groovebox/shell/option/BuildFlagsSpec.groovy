package dev.groovebox.shell.option

import dev.groovebox.sandbox.operation.BuildOutput
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.spec.BuildOptions
import dev.groovebox.sandbox.spec.BuildSecret
import dev.groovebox.sandbox.spec.DockerfileSource
import dev.groovebox.sandbox.spec.GitAddress
import dev.groovebox.sandbox.spec.NamedContext
import dev.groovebox.sandbox.spec.SpecException
import dev.groovebox.shell.grammar.UsageException
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import spock.lang.Specification
import spock.lang.TempDir

class BuildFlagsSpec extends Specification {
    static final FOLDER = Path.of('/work')
    @TempDir
    Path here

    static parse(List<String> words) {
        BuildFlags.grammar().parse(words)
    }

    static BuildOptions options(List<String> words, Map<String, String> environment = [:]) {
        BuildFlags.options(parse(words), environment, FOLDER)
    }

    static String refusal(List<String> words) {
        try {
            options(words)
            BuildFlags.names(parse(words))
            return 'accepted'
        } catch (UsageException | SpecException e) {
            return e.message
        }
    }

    def "--build-context #text is a folder or an image"() {
        expect:
        BuildFlags.contexts(parse(['--build-context', text, '.']), FOLDER) == expected

        where:
        text                           || expected
        'more=../more'                 || [more: new NamedContext.Folder(Path.of('/more'))]
        'alpine:3=docker-image://b:1'  || ['alpine:3': new NamedContext.Image('b:1')]
        'base=oci-layout://dir/x:v1'   || [base: new NamedContext.Image('oci:/work/dir/x:v1')]
    }

    def "--build-context of another kind is refused by name: #text"() {
        when:
        BuildFlags.contexts(parse(['--build-context', 'more=' + text, '.']), FOLDER)

        then:
        def e = thrown(SpecException)
        e.message.startsWith("cannot take build context 'more': '$text' is ")

        where:
        text << ['https://example.org/x.git', 'git@example.org:x', 'ssh://x/y', 'oci-layout://x@sha256:1234', 'oci-layout://x']
    }

    def "#words sets #field"() {
        expect:
        field.split(/\./).inject(options(words + ['.'])) { value, name -> value."$name"() } == expected

        where:
        words                                        | field                          || expected
        []                                           | 'noCache'                      || false
        ['--no-cache', '--pull']                     | 'noCache'                      || true
        ['--pull']                                   | 'pull'                         || true
        ['--build-arg', 'A=1', '--build-arg=B=x=y']  | 'arguments'                    || [A: '1', B: 'x=y']
        ['--build-arg', 'A=']                        | 'arguments'                    || [A: '']
        ['--build-arg', 'NOT_SET']                   | 'arguments'                    || [:]
        ['--target', 'test']                         | 'target.get'                   || 'test'
        ['--platform', 'linux/arm64/v8']             | 'platform.get'                 || 'linux/arm64/v8'
        ['--no-cache-filter', 'a,b']                 | 'noCacheStages'                || ['a', 'b'] as Set
        ['--label', 'a.b=c=d']                       | 'labels'                       || ['a.b': 'c=d']
        ['-m', '64m', '--cpus=1.5']                  | 'limits.memoryBytes.getAsLong' || 64L << 20
        ['--cpus=1.5']                               | 'limits.cpus.get'              || 1.5
        ['--network=none']                           | 'network'                      || 'none'
        ['--add-host=a:1.2.3.4', '--add-host=b=::1'] | 'addedHosts'                   || ['a:1.2.3.4', 'b:::1']
        ['--ulimit', 'nofile=10:20']                 | 'ulimits.size'                 || 1
        ['--timestamp', '1700000000']                | 'timestamp.get'                || Instant.ofEpochSecond(1700000000)
        ['--timestamp', '2024-01-31T12:00:00Z']      | 'timestamp.get'                || Instant.parse('2024-01-31T12:00:00Z')
        ['--secret', 'id=a,src=b']                   | 'secrets'                      || [a: new BuildSecret.OfFile(Path.of('/work/b'))]
        ['--secret', 'type=file,id=a,source=/b']     | 'secrets'                      || [a: new BuildSecret.OfFile(Path.of('/b'))]
        ['--secret', 'id=a,env=B']                   | 'secrets'                      || [a: new BuildSecret.OfVariable('B')]
        ['--secret', 'type=env,id=a,src=B']          | 'secrets'                      || [a: new BuildSecret.OfVariable('B')]
        ['--secret', 'id=a']                         | 'secrets'                      || [a: new BuildSecret.OfFile(Path.of('/work/a'))]
        ['--ssh', 'default=/run/agent']              | 'agents'                       || [default: Path.of('/run/agent')]
        ['--cache-from', 'oci:x', '--cache-from=y']  | 'cacheFrom'                    || ['oci:x', 'y']
        ['--cache-to', 'oci:x']                      | 'cacheTo'                      || ['oci:x']
        ['-j', '3']                                  | 'parallel'                     || 3
        ['--explain']                                | 'explain'                      || true
        ['--shell-on-failure']                       | 'noCache'                      || false
        ['--rm', '--force-rm', '--load']             | 'noCache'                      || false
    }

    def "our own variables are taken where the command line says so: #words"() {
        expect:
        options(words + ['.'], [A: 'ours', TOKEN: 't', SOURCE_DATE_EPOCH: '5', SSH_AUTH_SOCK: '/s'])."$field"() == expected

        where:
        words                                    | field       || expected
        []                                       | 'arguments' || [SOURCE_DATE_EPOCH: '5']
        ['--build-arg', 'SOURCE_DATE_EPOCH=6']   | 'arguments' || [SOURCE_DATE_EPOCH: '6']
        ['--build-arg', 'A']                     | 'arguments' || [SOURCE_DATE_EPOCH: '5', A: 'ours']
        ['--secret', 'id=TOKEN']                 | 'secrets'   || [TOKEN: new BuildSecret.OfVariable('TOKEN')]
        ['--secret', 'type=file,id=TOKEN']       | 'secrets'   || [TOKEN: new BuildSecret.OfFile(Path.of('/work/TOKEN'))]
        ['--ssh', 'default']                     | 'agents'    || [default: Path.of('/s')]
    }

    def "#words is refused: #message"() {
        expect:
        refusal(words + ['.']).contains(message)

        where:
        words                              | message
        ['--tagg', 'x']                    | "did you mean '--tag'?"
        ['-t', 'Upper/case:x y']           | '--tag'
        ['-t', 'x@sha256:' + 'a' * 64]     | 'digest'
        ['--build-arg', '=x']              | 'names no argument'
        ['--platform', 'a/b/c/d']          | '--platform'
        ['--label', 'novalue']             | 'NAME=VALUE'
        ['--memory', 'lots']               | '--memory'
        ['-m', '1k']                       | 'less than the least'
        ['--network', 'bridge']            | 'default, none, host'
        ['--add-host', 'a']                | 'NAME:ADDRESS'
        ['--add-host', 'a\n:1']            | 'NAME:ADDRESS'
        ['--timestamp', 'yesterday']       | '--timestamp'
        ['-j', '0']                        | 'at least 1'
        ['--ssh', 'default']               | 'SSH_AUTH_SOCK'
        ['--secret', 'src=x']              | 'id=NAME'
        ['--push']                         | '--push is not available'
    }

    def "outputs: #words"() {
        expect:
        BuildFlags.outputs(parse(words + ['.']), Path.of('/work'), false) == outputs

        where:
        words                                          | outputs
        []                                             | []
        ['-o', 'out']                                  | [new BuildOutput.Folder(Path.of('/work/out'))]
        ['--output', 'type=local,dest=/out']           | [new BuildOutput.Folder(Path.of('/out'))]
        ['-o', 'type=tar,dest=o.tar', '-o', 'x']       | [new BuildOutput.Archive(Path.of('/work/o.tar')), new BuildOutput.Folder(Path.of('/work/x'))]
        ['-o', '-']                                    | [new BuildOutput.Stream()]
        ['-o', 'type=tar']                             | [new BuildOutput.Stream()]
        ['-o', 'type=tar,dest=-']                      | [new BuildOutput.Stream()]
    }

    def "no output: #words: #message"() {
        when:
        BuildFlags.outputs(parse(words + ['.']), Path.of('/work'), true)

        then:
        def e = thrown(RuntimeException)
        e.message.contains(message)

        where:
        words                                | message
        ['-o', '-']                          | 'standard output is a terminal'
        ['-o', 'type=tar,dest=/tmp']         | "'/tmp' is a folder, and a tar needs a file"
        ['-o', '/dev/null']                  | "'/dev/null' is no folder; type=tar,dest=FILE"
        ['-o', 'type=local']                 | 'dest= needs a folder'
        ['-o', 'type=local,dest=-']          | 'dest= needs a folder'
        ['-o', 'dest=x']                     | 'the types are local and tar'
        ['-o', 'type=oci,dest=x']            | "'groovebox save' writes it to an archive"
        ['-o', 'type=tar,dest=x,mode=1']     | "'mode' is neither type nor dest"
        ['-o', 'type=tar,x']                 | "'x' is no NAME=VALUE"
        ['-o', 'dest=x,type=tar,dest=y']     | "'dest' stands there twice"
    }

    def "a secret that was written where its name belongs is not repeated"() {
        expect:
        !refusal(['--secret', 'hunter=correct horse', '.']).contains('horse')
    }

    def "the place: #words"() {
        given:
        Files.createDirectory(here.resolve('web'))
        def input = new ByteArrayInputStream('FROM x'.bytes)

        expect:
        BuildPlace.of(parse(words), here, input) == new BuildPlace.Folder(
                Optional.ofNullable(context).map { here.resolve(it).normalize() }, source(here))

        where:
        words                         | context | source
        ['.']                         | ''      | { new DockerfileSource.Default() }
        ['web']                       | 'web'   | { new DockerfileSource.Default() }
        ['-f', 'web/D', '.']          | ''      | { new DockerfileSource.OfFile(it.resolve('web/D')) }
        ['-f', '/D', 'web']           | 'web'   | { new DockerfileSource.OfFile(Path.of('/D')) }
        ['-f', '-', '.']              | ''      | { new DockerfileSource.Text('-', 'FROM x') }
        ['-']                         | null    | { new DockerfileSource.Text('-', 'FROM x') }
    }

    def "what is packed on standard input is a whole context"() {
        given:
        def folder = Path.of('/tmp/context')
        def packed = new ByteArrayInputStream([0x1f, 0x8b, 8, 0] as byte[])

        when:
        def place = BuildPlace.of(parse(words), Path.of('/'), packed) as BuildPlace.Elsewhere

        then:
        (place.bring() as ImageOperation.UnpackContext).archive().bytes.length == 4
        place.in(folder) == new BuildPlace.Folder(Optional.of(folder), source)

        where:
        words                | source
        ['-']                | new DockerfileSource.Default()
        ['-f', '-', '-']     | new DockerfileSource.Default()
        ['-f', 'web/D', '-'] | new DockerfileSource.OfFile(Path.of('/tmp/context/web/D'))
    }

    def "a git repository: #word"() {
        when:
        def place = BuildPlace.of(parse([word]), Path.of('/'), InputStream.nullInputStream()) as BuildPlace.Elsewhere

        then:
        place.bring() == new ImageOperation.FetchContext(new GitAddress(repository, Optional.ofNullable(ref), folder))

        where:
        word                                   | repository                     | ref     | folder
        'https://example.org/a/b.git'          | 'https://example.org/a/b.git'  | null    | ''
        'https://example.org/b.git#v1.0'       | 'https://example.org/b.git'    | 'v1.0'  | ''
        'git@host:a/b#dev/x:web/app'           | 'git@host:a/b'                 | 'dev/x' | 'web/app'
        'ssh://git@host:22/b#:web'             | 'ssh://git@host:22/b'          | null    | 'web'
        'github.com/a/b'                       | 'https://github.com/a/b'       | null    | ''
        'file:///srv/a'                        | 'file:///srv/a'                | null    | ''
    }

    def "no place: #words: #message"() {
        when:
        BuildPlace.of(parse(words), Path.of('/'), new ByteArrayInputStream(input as byte[]))

        then:
        def e = thrown(RuntimeException)
        e.message.contains(message)

        where:
        words                             | input                     | message
        []                                | []                        | 'needs at least one PATH'
        ['a', 'b']                        | []                        | "not 'b' too"
        ['/no/such']                      | []                        | 'no folder'
        ['https://example.org/a.tar.gz']  | []                        | 'no git repository (its name would end with .git)'
        ['https://github.com/a/b.git#-x'] | []                        | "'-x' is no branch, tag or commit"
        ['git@host:a#+b:c']               | []                        | "'+b' is no branch, tag or commit"
        ['-f', 'x', '-']                  | []                        | "standard input is no archive that 'x' could be in"
        ['-']                             | [0x1e, 0x8b, 0xff]        | 'no text'
    }
}
