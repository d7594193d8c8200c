package dev.groovebox.dsl

import dev.groovebox.sandbox.operation.DockerfileContent
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.spec.BuildSecret
import dev.groovebox.sandbox.spec.BuildStep.Add
import dev.groovebox.sandbox.spec.BuildStep.Arg
import dev.groovebox.sandbox.spec.BuildStep.Cmd
import dev.groovebox.sandbox.spec.BuildStep.Copy
import dev.groovebox.sandbox.spec.BuildStep.Entrypoint
import dev.groovebox.sandbox.spec.BuildStep.Env
import dev.groovebox.sandbox.spec.BuildStep.Expose
import dev.groovebox.sandbox.spec.BuildStep.From
import dev.groovebox.sandbox.spec.BuildStep.Healthcheck
import dev.groovebox.sandbox.spec.BuildStep.Label
import dev.groovebox.sandbox.spec.BuildStep.Maintainer
import dev.groovebox.sandbox.spec.BuildStep.OnBuild
import dev.groovebox.sandbox.spec.BuildStep.Run
import dev.groovebox.sandbox.spec.BuildStep.Shell
import dev.groovebox.sandbox.spec.BuildStep.StopSignal
import dev.groovebox.sandbox.spec.BuildStep.User
import dev.groovebox.sandbox.spec.BuildStep.Volume
import dev.groovebox.sandbox.spec.BuildStep.Workdir
import dev.groovebox.sandbox.spec.CommandForm
import dev.groovebox.sandbox.spec.ContextSpec
import dev.groovebox.sandbox.spec.CopyOptions
import dev.groovebox.sandbox.spec.DockerfileSource
import dev.groovebox.sandbox.spec.ImageSource.Host
import dev.groovebox.sandbox.spec.ImageSource.Named
import dev.groovebox.sandbox.spec.ImageSource.Scratch
import dev.groovebox.sandbox.spec.InlineFile
import dev.groovebox.sandbox.spec.Instruction
import dev.groovebox.sandbox.spec.RunMount
import dev.groovebox.sandbox.spec.SourcePlace
import java.nio.file.Files
import java.time.Duration
import java.time.Instant

class ImageBlockSpec extends ScriptSpecification {
    def "#words"() {
        expect:
        image(words).steps().tail() == [step]

        where:
        words                                                | step
        "from 'host/base'"                                   | new From(new Named('host/base'))
        "from scratch"                                       | new From(new Scratch())
        "from 'scratch'"                                     | new From(new Scratch())
        "from host('bash', 'coreutils')"                     | new From(new Host(['bash', 'coreutils'], false))
        "from host('curl', certificates: true)"              | new From(new Host(['curl'], true))
        "run 'echo \$HOME > /x'"                             | Run.shell('echo $HOME > /x')
        "run 'mkdir', '/x y'"                                | new Run(CommandForm.exec(['mkdir', '/x y']))
        "run(['mkdir', '/x'])"                               | new Run(CommandForm.exec(['mkdir', '/x']))
        "copy 'a', 'b', to: '/app/'"                         | new Copy(['a', 'b'], '/app/')
        "copy 'a', to: '/app', owner: '1:2', mode: 0755"     | new Copy(['a'], [], '/app', '', new CopyOptions('1:2', '0755', false, false, []))
        "copy 'a', to: '/app', mode: '644'"                  | new Copy(['a'], [], '/app', '', new CopyOptions('', '644', false, false, []))
        "copy 'a', '/app'"                                   | new Copy(['a'], '/app')
        "copy 'a', 'b', '/app/'"                             | new Copy(['a', 'b'], '/app/')
        "env A: 1, B: 'two'"                                 | new Env([A: '1', B: 'two'])
        "workdir '/app'"                                     | new Workdir('/app')
        "user 'nobody'"                                      | new User('nobody')
        "user 1000"                                          | new User('1000')
        "label 'org.example.team': 'ops'"                    | new Label(['org.example.team': 'ops'])
        "entrypoint '/init'"                                 | new Entrypoint(CommandForm.shell('/init'))
        "entrypoint '/init', '-x'"                           | new Entrypoint(CommandForm.exec(['/init', '-x']))
        "cmd 'nginx -g off'"                                 | new Cmd(CommandForm.shell('nginx -g off'))
        "cmd 'sh', '-c', 'id'"                               | new Cmd(CommandForm.exec(['sh', '-c', 'id']))
        "cmd([])"                                            | new Cmd(CommandForm.exec([]))
        "from 'x', as: 'build', platform: 'linux/arm64'"     | new From(new Named('x'), 'build', 'linux/arm64')
        "from scratch, as: 'nothing'"                        | new From(new Scratch(), 'nothing', '')
        "stage('one') { from 'x' }"                          | new From(new Named('x'), 'one', '')
        "arg 'A', 'B'"                                       | new Arg([A: Optional.empty(), B: Optional.empty()])
        "arg A: 1, B: '\${A}x'"                              | new Arg([A: Optional.of('1'), B: Optional.of('${A}x')])
        "run 'make', network: none"                          | new Run(CommandForm.shell('make'), [], 'none', [])
        "run 'a', 'b', network: 'host'"                      | new Run(CommandForm.exec(['a', 'b']), [], 'host', [])
        "run 'x', scripts: [x: '#!/bin/y']"                  | new Run(CommandForm.shell('x'), [], '', [new InlineFile('x', '#!/bin/y', false)])
        "copy 'a', to: 'b', from: 'build', parents: true"    | new Copy(['a'], [], 'b', 'build', new CopyOptions('', '', false, true, []))
        "copy 'a', to: 'b', chown: 'x', chmod: 'u=rwX', link: true, exclude: ['*.md', 'x']" |
                new Copy(['a'], [], 'b', '', new CopyOptions('x', 'u=rwX', true, false, ['*.md', 'x']))
        "copy files: [a: 'x', b: template('\$Y')], to: '/c/'" |
                new Copy([], [new InlineFile('a', 'x', false), new InlineFile('b', '${Y}', true)], '/c/', '', CopyOptions.NONE)
        "add 'a', to: 'b'"                                   | new Add(['a'], 'b')
        "add 'a', 'b'"                                       | new Add(['a'], 'b')
        "add 'https://x/y', to: 'b', checksum: 'sha256:1', unpack: true, keepGitDir: true" |
                new Add(['https://x/y'], [], 'b', CopyOptions.NONE, 'sha256:1', Optional.of(true), true)
        "expose 80, '53/udp', '8000-8010'"                   | new Expose(['80', '53/udp', '8000-8010'])
        "volume '/a', '/b'"                                  | new Volume(['/a', '/b'])
        "shell '/bin/bash', '-c'"                            | new Shell(['/bin/bash', '-c'])
        "stopsignal 'SIGRTMIN+3'"                            | new StopSignal('SIGRTMIN+3')
        "onbuild 'COPY . /app'"                              | new OnBuild('COPY . /app')
        "maintainer 'me'"                                    | new Maintainer('me')
        "healthcheck none"                                   | new Healthcheck(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty())
        "healthcheck 'a', 'b', interval: 30.s, retries: 2"   | new Healthcheck(Optional.of(CommandForm.exec(['a', 'b'])), Optional.of(Duration.ofSeconds(30)), Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.of(2))
    }

    def "run mounts #words"() {
        expect:
        (image("run 'x', mounts: [$words]").steps().last() as Run).mounts() == [mount]

        where:
        words                                                         | mount
        "cache('/c')"                                                 | RunMount.Cache.at('/c')
        "cache('/c', id: 'i', from: 'f', source: 's', sharing: 'locked', readOnly: true, mode: 0700, uid: 1, gid: 2)" |
                new RunMount.Cache('/c', 'i', 'f', 's', RunMount.Sharing.LOCKED, true, OptionalInt.of(0700), OptionalLong.of(1), OptionalLong.of(2))
        "bind('/b')"                                                  | new RunMount.Bind('/b', '', '', false)
        "bind('/b', source: 's', from: 'f', readWrite: true)"         | new RunMount.Bind('/b', 's', 'f', true)
        "tmpfs('/t', size: 1.mb)"                                     | new RunMount.Tmpfs('/t', OptionalLong.of(1 << 20))
        "secret('s', env: 'E', required: true)"                       | new RunMount.Secret('s', '', Optional.of('E'), true, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty())
        "secret('s', at: '/s', mode: 0440)"                           | new RunMount.Secret('s', '/s', Optional.empty(), false, OptionalInt.of(0440), OptionalLong.empty(), OptionalLong.empty())
        "ssh()"                                                       | new RunMount.Ssh('', '', false, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty())
    }

    def "#words: #message"() {
        expect:
        failure("image('x') {\nfrom 'base'\n$words\n}").message.contains(message)

        where:
        words                                              | message
        "from 'x', as: 'Upper'"                            | 'no name of a stage'
        "stage('one') { }"                                 | "needs from as its first word"
        "run 'x', mounts: ['/x']"                          | "run takes as 'mounts:'"
        "run 'x', mounts: [cache('/x', sharing: 'lock')]"  | "cache takes as 'sharing:'"
        "run 'x', mounts: [cache('')]"                     | 'cache needs a path'
        "run 'x', network: 'bridge'"                       | "run takes as 'network:'"
        "expose 'http'"                                    | "'http' is no port"
        "stopsignal 'SIGFOO'"                              | "'SIGFOO' is no signal"
        "env A: '\${B'"                                    | "env: a variable that begins with '\${' is not closed"
        "onbuild 'COPPY a b'"                              | "did you mean 'COPY'?"
        "healthcheck 'x', interval: 5"                     | "healthcheck takes as 'interval:'"
        "copy 'a', to: '/b', exclude: '['"                 | 'not closed'
        "copy 'a', to: '/b', form: 'x'"                    | "did you mean 'from'?"
        "include 'nothing.groovy'"                         | 'no such file'
    }

    def "steps know their lines, those of loops and stages too"() {
        when:
        run("""\
            image('x') {
                from 'a'
                ['b', 'c'].each {
                    run it
                }
                stage('two') {
                    from 'b'
                }
            }""".stripIndent())

        then:
        engine.operations.last().spec().instructions()*.place()*.toString() ==
                ['script.groovy:2', 'script.groovy:4', 'script.groovy:4', 'script.groovy:7']
    }

    def "an included file has the block's words, its own methods, and the script's variables"() {
        given:
        Files.createDirectories(folder.resolve('lib'))
        Files.writeString(folder.resolve('lib/base.groovy'), """\
            def tools(String... names) { run "install \${names.join(' ')}" }
            from 'base'
            tools 'a', 'b'
            ['x', 'y'].each { env((it): suffix) }
            include 'more.groovy'
            """.stripIndent())
        Files.writeString(folder.resolve('lib/more.groovy'), "user 'nobody'\ncontext 'web'\n")

        when:
        run("suffix = 'z'\nimage('x') {\n include 'lib/base.groovy'\n cmd 'x'\n}")
        def spec = engine.operations.last().spec()

        then:
        spec.steps() == [new From(new Named('base')), Run.shell('install a b'), new Env([x: 'z']), new Env([y: 'z']),
                         new User('nobody'), new Cmd(CommandForm.shell('x'))]
        spec.context().get().folder() == folder.resolve('lib/web')
        spec.instructions()[1].place().file().endsWith('lib/base.groovy')
    }

    def "a wrong word of an included file is told with the file's own line"() {
        given:
        Files.writeString(folder.resolve('base.groovy'), "from 'base'\nrunn 'x'\n")

        when:
        def message = failure("image('x') {\n include 'base.groovy'\n}").message

        then:
        message.contains("base.groovy:2: unknown word 'runn' in image; did you mean 'run'?")
        message.contains("\nrunn 'x'\n^")
    }

    def "a file that includes itself is refused"() {
        given:
        Files.writeString(folder.resolve('base.groovy'), "include 'base.groovy'\n")

        expect:
        failure("image('x') {\n include 'base.groovy'\n}").message.contains('includes itself')
    }

    def "what is ignored is read if the context is, and more can be said"() {
        given:
        engine.answer = { it instanceof ImageOperation.ReadIgnored ? ['of the file'] : engine.defaultAnswer(it) }

        expect:
        image(words).context().get().ignored() == ignored

        where:
        words                               | ignored
        "run 'x'"                           | []
        "ignore '*.log', '!x'"              | ['*.log', '!x']
        "copy 'a', to: '/'"                 | ['of the file']
        "copy 'a', to: '/'; ignore 'b'"     | ['of the file', 'b']
        "copy 'a', to: '/', from: 'x'"      | []
    }

    def "settings say how to build: #settings sets #field"() {
        when:
        run("image('made', $settings) { from 'base' }")

        then:
        field.split(/\./).inject(engine.operations.last().spec()) { value, name -> value."$name"() } == expected

        where:
        settings                                  | field                                  || expected
        "args: [A: 1, B: 'x']"                    | 'options.arguments'                    || [A: '1', B: 'x']
        "target: 'test'"                          | 'options.target.get'                   || 'test'
        "platform: 'linux/arm64'"                 | 'options.platform.get'                 || 'linux/arm64'
        "noCache: true"                           | 'options.noCache'                      || true
        "noCache: 'a'"                            | 'options.noCacheStages'                || ['a'] as Set
        "noCache: ['a', 'b']"                     | 'options.noCacheStages'                || ['a', 'b'] as Set
        "pull: true"                              | 'options.pull'                         || true
        "labels: [a: 'b']"                        | 'options.labels'                       || [a: 'b']
        "memory: 64.mb"                           | 'options.limits.memoryBytes.getAsLong' || 64L << 20
        "cpus: 1.5"                               | 'options.limits.cpus.get'              || 1.5
        "network: 'none'"                         | 'options.network'                      || 'none'
        "addHosts: [a: '1.2.3.4']"                | 'options.addedHosts'                   || ['a:1.2.3.4']
        "secrets: [a: [env: 'B']]"                | 'options.secrets'                      || [a: new BuildSecret.OfVariable('B')]
        "timestamp: 5"                            | 'options.timestamp.get'                || Instant.ofEpochSecond(5)
        "cacheFrom: 'oci:x', cacheTo: ['oci:y']"  | 'options.cacheTo'                      || ['oci:y']
        "explain: true"                           | 'options.explain'                      || true
        "parallel: 2"                             | 'options.parallel'                     || 2
    }

    def "build reads a folder's Dockerfile"() {
        given:
        def read = [new Instruction(new From(new Named('x')), SourcePlace.UNKNOWN)]
        engine.answer = {
            it instanceof ImageOperation.ReadDockerfile ? new DockerfileContent('Other', read, ['*.log']) : engine.defaultAnswer(it)
        }

        when:
        run("build 'web', $settings")
        def asked = engine.operations[0] as ImageOperation.ReadDockerfile
        def spec = engine.operations[1].spec()

        then:
        asked.source() == source.call(folder)
        asked.context().get() == folder.resolve('web')
        spec.instructions() == read
        spec.context().get() == new ContextSpec(folder.resolve('web'), ['*.log'])
        spec.names() == names

        where:
        settings                             | source                                            | names
        "tag: 'a'"                           | { new DockerfileSource.Default() }                | ['a']
        "tag: ['a', 'b:1'], file: 'web/D'"   | { new DockerfileSource.OfFile(it.resolve('web/D')) } | ['a', 'b:1']
        "dockerfile: 'FROM x'"               | { new DockerfileSource.Text('dockerfile:', 'FROM x') } | []
    }

    def "copy reads from the script's folder, or from the one that context names"() {
        expect:
        image(words).context().get().folder() == (path ? folder.resolve(path) : folder)

        where:
        words           | path
        ''              | ''
        "context 'web'" | 'web'
    }

    def "noCache() builds every step again"() {
        expect:
        !image('').options().noCache()
        image('noCache()').options().noCache()
    }

    def "image builds at once and answers what was built"() {
        expect:
        run("image('made') { from 'base' }.names") == ['made']
        engine.operations.size() == 1
        engine.operations[0].spec().origin() == Optional.of('script.groovy')
    }

    def "host programs and a built image can be kept in variables"() {
        when:
        run('''
            def programs = host('bash', certificates: true)
            def lower = image('lower') { from programs }
            image('upper') { from lower }'''.stripIndent())

        then:
        engine.operations*.spec()*.steps()*.first() == [
                new From(new Host(['bash'], true)), new From(new Named('sha256:1234'))]
    }
}
