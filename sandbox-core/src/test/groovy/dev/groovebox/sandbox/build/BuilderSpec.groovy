package dev.groovebox.sandbox.build

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.build.dockerfile.DockerfileReader
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.event.OutputStreamName
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.image.ImageStore
import dev.groovebox.sandbox.image.host.HostBase
import dev.groovebox.sandbox.image.tree.TreeEntry
import dev.groovebox.sandbox.image.tree.TreeSource
import dev.groovebox.sandbox.linux.file.BytePath
import dev.groovebox.sandbox.linux.file.FileCalls
import dev.groovebox.sandbox.linux.file.FileType
import dev.groovebox.sandbox.linux.file.OpenFile
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.BuildOptions
import dev.groovebox.sandbox.spec.BuildOptionsBuilder
import dev.groovebox.sandbox.spec.BuildStep
import dev.groovebox.sandbox.spec.Instruction
import dev.groovebox.sandbox.spec.ContextSpec
import dev.groovebox.sandbox.spec.CommandForm
import dev.groovebox.sandbox.spec.CopyOptions
import dev.groovebox.sandbox.spec.ImageSource
import dev.groovebox.sandbox.spec.ImageSpec
import dev.groovebox.sandbox.spec.SpecException
import dev.groovebox.sandbox.storage.EnginePaths
import dev.groovebox.sandbox.storage.FolderTree
import java.net.StandardProtocolFamily
import java.net.UnixDomainSocketAddress
import java.nio.channels.ServerSocketChannel
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.FileTime
import java.time.Instant
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.Timeout

@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'layers keep their owners')
class BuilderSpec extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()

    def calls = new JnaFileCalls()
    def paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    def store = new ImageStore(paths, calls)
    def context = Files.createDirectory(scratch.path.resolve('context'))
    def resolver = new ImageResolver(paths, calls, store, new SmallBase())
    def builder = new Builder(paths, calls, store, resolver)
    List<Event> events = []
    List<StepRunner.StepRun> ran = []

    /** Stands for the sandbox: a step's last word is the name of a file that it makes, or what else it does. */
    def runner = new StepRunner() {
        @Override
        StepRunner.StepResult run(StepRunner.StepRun run) {
            step(run)
        }

        @Override
        StepRunner.StepResult shell(StepRunner.StepRun run, Stdio stdio) {
            throw new IllegalStateException('nobody asked for a shell')
        }
    }

    private StepRunner.StepResult step(StepRunner.StepRun run) {
        ran << run
        def word = run.command().last()
        if (word.startsWith('fail')) {
            30.times { run.lines().accept(OutputStreamName.STDERR, "line $it" as String) }
            return new StepRunner.StepResult(word == 'fail oom' ? 137 : 3, word == 'fail oom')
        }
        Files.writeString(run.upper().resolve(word), word)
        new StepRunner.StepResult(0, false)
    }

    /** A machine with one program. */
    static class SmallBase implements HostBase {
        @Override
        TreeSource collect(List<String> programs, boolean certificates) {
            new TreeSource([
                    new TreeEntry.Link('bin', 'usr/bin', 0, 0, Instant.EPOCH),
                    new TreeEntry.Folder('etc', 0750, 7, 8, Instant.ofEpochSecond(5)),
                    new TreeEntry.Text('etc/passwd', 'root:x:0:0::/root:\nweb:x:33:34::/:\n'.bytes, 0644, 0, 0, Instant.EPOCH),
                    new TreeEntry.Folder('usr', 0755, 0, 0, Instant.EPOCH),
                    new TreeEntry.Folder('usr/bin', 0755, 0, 0, Instant.EPOCH),
                    new TreeEntry.Text('usr/bin/sh', programs.toString().bytes, 0755, 0, 0, Instant.EPOCH)])
        }

        @Override
        List<String> readyMade() {
            ['sh']
        }
    }

    private static final BuildStep FROM = new BuildStep.From(new ImageSource.Host(['sh'], false))

    private Builder.Built build(List<BuildStep> steps, boolean useCache = true) {
        events.clear()
        ran.clear()
        builder.build(ImageSpec.of('built', steps, Optional.of(context)).withOptions(BuildOptions.builder().noCache(!useCache).build()), runner,
                { events << it } as EventSink, Optional.empty())
    }

    /** Of a Dockerfile, whose stages may stand on the image "base". */
    private Builder.Built read(String dockerfile, @DelegatesTo(BuildOptionsBuilder) Closure more = {}) {
        def options = BuildOptions.builder()
        options.with(more)
        events.clear()
        ran.clear()
        builder.build(new ImageSpec(['read'], DockerfileReader.read('Dockerfile', dockerfile.stripIndent()).instructions(), Optional.of(ContextSpec.of(context)),
                [:], options.build(), Optional.of('Dockerfile')), runner, { events << it } as EventSink, Optional.empty())
    }

    private void base(BuildStep... more) {
        builder.build(ImageSpec.of('base', [FROM, *more], Optional.of(context)), runner, EventSink.none(), Optional.empty())
    }

    private Path file(Builder.Built built, String path) {
        store.layerFolders(built.image()).collect { it.resolve(path) }.find { Files.exists(it) }
    }

    private static List<Integer> owned(Path file) {
        def attributes = Files.readAttributes(file, 'unix:uid,gid,mode')
        [attributes.uid, attributes.gid, attributes.mode & 07777]
    }

    private List<Boolean> cached() {
        events.findAll { it instanceof Event.StepFinished }*.cached()
    }

    private void write(String path, String content) {
        Files.createDirectories(context.resolve(path).parent)
        Files.writeString(context.resolve(path), content)
    }

    private static BuildStep.Copy copy(List<String> sources, String target, String owner = '', String mode = '') {
        new BuildStep.Copy(sources, [], target, '', new CopyOptions(owner, mode, false, false, []))
    }

    def "steps become layers, configuration and history, and tell of themselves"() {
        when:
        def built = build([
                FROM,
                BuildStep.Run.shell('one'),
                new BuildStep.Env([GREETING: 'hello', PATH: '/bin']),
                new BuildStep.User('web'),
                new BuildStep.Label([a: 'b']),
                BuildStep.Run.exec('prog', 'two'),
                new BuildStep.Entrypoint(CommandForm.exec(['prog'])),
                new BuildStep.Cmd(CommandForm.exec(['arg']))])
        def config = built.image().config()

        then:
        Files.readString(file(built, 'one')) == 'one'
        Files.readString(file(built, 'two')) == 'two'
        with(config.execution()) {
            environment() == ['PATH=/bin', 'GREETING=hello']
            user() == 'web'
            labels() == [a: 'b']
            entrypoint() == ['prog']
            command() == ['arg']
        }
        config.diffIds().size() == 3
        config.history()*.createdBy() == ['FROM host(sh)', 'RUN one', 'ENV GREETING="hello" PATH="/bin"', 'USER web',
                'LABEL a="b"', 'RUN ["prog", "two"]', 'ENTRYPOINT ["prog"]', 'CMD ["arg"]']
        config.history()*.emptyLayer() == [false, false, true, true, true, false, true, true]
        events.findAll { it instanceof Event.StepStarted }*.words() == [FROM.words()] + config.history()*.createdBy().tail()
        built.image().names() == ['built:latest']
        Files.list(paths.lock('any').parent).withCloseable { it*.fileName*.toString() }.every { !it.startsWith('step-') }
        Files.list(paths.temporary()).withCloseable { it.toList() } == []
    }

    def "a step sees the layers below, environment, folder and user of those before it"() {
        when:
        build([FROM, new BuildStep.Env([A: '1']), new BuildStep.Workdir('/srv/app'), BuildStep.Run.shell('one'),
               new BuildStep.User('5'), new BuildStep.Workdir('../x'), BuildStep.Run.shell('two')])

        then:
        ran*.environment() == [['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'A=1']] * 2
        ran*.workingFolder() == ['/srv/app', '/srv/x']
        ran*.user() == ['', '5']
        ran*.layers()*.size() == [2, 4]
        ran*.command() == [['/bin/sh', '-c', 'one'], ['/bin/sh', '-c', 'two']]
    }

    def "a step is not run again while nothing that it depends on has changed"() {
        given:
        def steps = { Map more -> [
                FROM, new BuildStep.Env([A: more.env ?: '1']), new BuildStep.Label([l: more.label ?: 'x']),
                BuildStep.Run.shell(more.first ?: 'one'), BuildStep.Run.shell('two')] }
        def first = build(steps([:]))

        when:
        def second = build(steps(change))

        then:
        ran*.command()*.last() == runs
        cached().last() == runs.empty
        second.fromCache() == (change == [:])
        (second.image() == first.image()) == (change == [:])

        where:
        change         | runs
        [:]            | []
        [label: 'y']   | []
        [first: 'uno'] | ['uno', 'two']
        [env: '2']     | ['one', 'two']
    }

    def "what is ignored is not there, also where the ignore file has exceptions: #sources"() {
        given:
        ['secret', 'other', 'dir/in', 'dir/kept'].each { write(it, it) }
        Files.createSymbolicLink(context.resolve('link'), Path.of('secret'))
        def spec = new ImageSpec(['built'], [FROM, copy(sources, '/to/')].collect { Instruction.of(it) },
                Optional.of(new ContextSpec(context, ['*', '!dir/kept', '!link'])), [:], BuildOptions.DEFAULT, Optional.empty())

        when:
        def built = builder.build(spec, runner, { events << it } as EventSink, Optional.empty())

        then:
        there.every { file(built, "to/$it") }
        ['secret', 'other', 'link', 'in'].every { !file(built, "to/$it") }

        when:
        builder.build(new ImageSpec(['built'], [FROM, copy([missing], '/to/')].collect { Instruction.of(it) },
                spec.context(), [:], BuildOptions.DEFAULT, Optional.empty()), runner, EventSink.none(), Optional.empty())

        then:
        def e = thrown(EngineException)
        e.message.contains("cannot copy '$missing': no such file")

        where:
        sources      | there    | missing
        ['dir']      | ['kept'] | 'secret'
        ['dir/kept'] | ['kept'] | 'link'
        ['*']        | ['kept'] | 'other'
    }

    def "without the cache every step is run"() {
        given:
        build([FROM, BuildStep.Run.shell('one')])

        when:
        build([FROM, BuildStep.Run.shell('one')], false)

        then:
        ran.size() == 1
    }

    def "a layer that was removed since is made again"() {
        given:
        def steps = [FROM, BuildStep.Run.shell('one')]
        build(steps)
        new FolderTree(calls).delete(store.layers().folder(store.require('built').config().diffIds().last()))

        when:
        def built = build(steps)

        then:
        ran.size() == 1
        Files.readString(file(built, 'one')) == 'one'
    }

    def "an image stands on another: its configuration goes on, a new ENTRYPOINT drops the old CMD"() {
        given:
        build([FROM, new BuildStep.Env([A: '1']), new BuildStep.Cmd(CommandForm.exec(['old']))])

        when:
        def second = builder.build(ImageSpec.of('second', [
                new BuildStep.From(new ImageSource.Named('built')), new BuildStep.Entrypoint(CommandForm.exec(['prog'])), BuildStep.Run.shell('x')], Optional.empty()), runner, EventSink.none(), Optional.empty())

        then:
        with(second.image().config()) {
            execution().environment().contains('A=1')
            execution().command() == []
            history()*.createdBy().take(3) == ['FROM host(sh)', 'ENV A="1"', 'CMD ["old"]']
            diffIds().size() == 2
        }
    }

    def "a stage that stands on another goes on with its arguments, until it declares them anew"() {
        given:
        base()

        when:
        read('''\
            FROM base AS first
            ARG V=1
            ARG GIVEN=2
            ARG LATER=$V$GIVEN
            FROM first
            ARG V=3
            RUN one
            ''') { argument('GIVEN', 'x') }

        then:
        ran*.environment()*.minus('PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin') == [['V=3', 'GIVEN=x', 'LATER=1x']]
    }

    def "a new ENTRYPOINT drops the CMD that a stage has of the one it stands on, and keeps its own"() {
        given:
        base()

        expect:
        read("FROM base AS first\nCMD [\"old\"]\nFROM first\n$steps\n").image().config().execution().command() == command

        where:
        steps                                | command
        'ENTRYPOINT ["prog"]'                | []
        'CMD ["new"]\nENTRYPOINT ["prog"]'   | ['new']
        'ENTRYPOINT ["prog"]\nCMD ["new"]'   | ['new']
        'ENV A=1'                            | ['old']
    }

    def "WORKDIR makes its folders for #user"() {
        given:
        base()

        when:
        def built = read("FROM base\nUSER $user\nWORKDIR /srv/app\n")

        then:
        ['srv', 'srv/app'].collect { owned(file(built, it)) } == [[*owner, 0755]] * 2

        when: 'another user needs it'
        read("FROM base\nUSER 77\nWORKDIR /srv/app\n")

        then:
        cached() == [true, true, false]

        where:
        user      | owner
        'root'    | [0, 0]
        'web'     | [33, 34]
        '1000'    | [1000, 1000]
        '1000:5'  | [1000, 5]
        'web:5'   | [33, 5]
        'unknown' | [0, 0]
    }

    @Timeout(60)
    def "a trigger of a base that needs a stage that needs its own is told: #way"() {
        given:
        base(new BuildStep.OnBuild('COPY --from=b /etc /x'))

        when:
        read("FROM base AS a\n$b\n")

        then:
        def e = thrown(EngineException)
        e.message.startsWith("ONBUILD of base AS a: invalid image 'read': stages: they need each other in a circle: a -> b -> a")

        where:
        way    | b
        'base' | 'FROM a AS b'
        'copy' | 'FROM scratch AS b\nCOPY --from=a /etc /x\nFROM a'
    }

    def "a trigger of a base copies from a stage"() {
        given:
        base(new BuildStep.OnBuild('COPY --from=b /etc/passwd /x'))

        expect:
        file(read(dockerfile), 'x')

        where:
        dockerfile << ['FROM host/base AS b\nFROM base\n', 'FROM base AS a\nFROM host/base AS b\nFROM a\n']
    }

    @Timeout(60)
    def "a RUN that mounts a cache twice is its only user if one of the mounts says so: #sharings"() {
        given:
        base()
        def mounts = sharings.indexed().collect { i, sharing -> "--mount=type=cache,id=c,target=/c$i,sharing=$sharing" }.join(' ')

        when:
        read("FROM base\nRUN $mounts one\n")

        then:
        ran[0].mounts()*.source().toSet().size() == 1

        where:
        sharings << [['locked', 'locked'], ['shared', 'locked'], ['locked', 'private'], ['private', 'private'], ['shared', 'private']]
    }

    @Timeout(60)
    def "RUNs that lock the same caches in different orders never wait for each other for ever"() {
        given:
        base()
        def mount = { "--mount=type=cache,target=/$it,sharing=locked" }
        def stages = (1..40).collect { "FROM base AS s$it\nRUN ${(it % 2 ? ['a', 'b'] : ['b', 'a']).collect(mount).join(' ')} file$it\n" }
        def copies = (1..40).collect { "COPY --from=s$it /file$it /\n" }

        when:
        def built = read(stages.join('') + 'FROM base\n' + copies.join('')) { parallel(40) }

        then:
        (1..40).every { file(built, "file$it") }
    }

    def "an image is for the platform that is asked for, by any word that docker knows for it: #word"() {
        expect:
        read("FROM --platform=$word scratch\n").image().config().platform().toString() == platform
        read('FROM scratch\n') { it.platform(word) }.image().config().platform().toString() == platform

        where:
        word            | platform
        'linux/x86_64'  | 'linux/amd64'
        'linux/aarch64' | 'linux/arm64'
        'arm64'         | 'linux/arm64'
        'linux/armhf'   | 'linux/arm'
        'linux/arm/v6'  | 'linux/arm/v6'
    }

    def "a platform that nothing can be built for is refused: #word"() {
        when:
        read("FROM --platform=$word scratch\n")

        then:
        def e = thrown(EngineException)
        e.message.contains("cannot build for platform '$word': $why")

        where:
        word             | why
        'windows/amd64'  | 'only images of linux'
        'linux/amd46'    | "there is no architecture 'amd46'; did you mean 'amd64'?"
        'linux//'        | 'it has not the form linux/amd64'
        'linux/arm/v7/x' | 'it has not the form linux/amd64'
    }

    def "host/base is made when it is first asked for, and kept"() {
        when:
        def made = resolver.resolve('host/base')

        then:
        made.names() == ['host/base:latest']
        resolver.resolve('host/base:latest') == made
        made.config().execution().command() == ['/bin/sh']
    }

    def "a step that fails is told with its number, exit code and last 20 lines; the layers before it stay in the cache"() {
        given:
        def steps = [FROM, BuildStep.Run.shell('one'), BuildStep.Run.shell(word)]

        when:
        build(steps)

        then:
        def e = thrown(BuildStepException)
        e.failure().kind() == FailureKind.BUILD
        e.step() == 3
        e.exitCode() == exitCode
        e.lastLines() == (10..29).collect { "line $it" as String }
        e.message.startsWith("cannot build image 'built': step 3 of 3, RUN $word, $words; its last lines were:\n    line 10\n")
        store.find('built').empty
        Files.list(paths.temporary()).withCloseable { it.toList() } == []

        when:
        build(steps.take(2))

        then:
        ran == []

        where:
        word       | exitCode | words
        'fail'     | 3        | 'failed (exit code 3)'
        'fail oom' | 137      | 'ran out of memory (exit code 137)'
    }

    def "COPY takes files, folders and patterns of the context"() {
        given:
        write('a.txt', 'a')
        write('b.txt', 'b')
        write('folder/inner/c', 'c')
        Files.createSymbolicLink(context.resolve('folder/link'), Path.of('inner/c'))
        context.resolve('a.txt').toFile().setExecutable(true)

        when:
        def built = build([FROM, new BuildStep.Workdir('/w'), copy(sources, target, owner, mode)])

        then:
        expected.collectEntries { [it.key, Files.readString(file(built, it.key))] } == expected
        owned(file(built, expected.keySet().first())) == attributes

        where:
        sources    | target       | owner    | mode  | expected                                        | attributes
        ['a.txt']  | '/x'         | ''       | ''    | ['x': 'a']                                     | [0, 0, 0744]
        ['a.txt']  | '/x/'        | ''       | ''    | ['x/a.txt': 'a']                               | [0, 0, 0744]
        ['a.txt']  | 'x'          | 'web'    | ''    | ['w/x': 'a']                                   | [33, 34, 0744]
        ['a.txt']  | '.'          | '1000'   | '4711'| ['w/a.txt': 'a']                               | [1000, 1000, 04711]
        ['*.txt']  | '/etc/'      | '5:34'   | ''    | ['etc/a.txt': 'a', 'etc/b.txt': 'b']           | [5, 34, 0744]
        ['folder'] | '/y'         | ''       | '600' | ['y/inner/c': 'c']                             | [0, 0, 0600]
        ['f*/in?er', 'a.txt'] | '/y/' | ''    | ''    | ['y/a.txt': 'a', 'y/c': 'c']                   | [0, 0, 0744]
        ['a.txt']  | '/bin/tool'  | ''       | ''    | ['usr/bin/tool': 'a']                          | [0, 0, 0744]
        ['a.txt']  | '/bin'       | ''       | ''    | ['usr/bin/a.txt': 'a']                         | [0, 0, 0744]
        ['a.txt', 'none*'] | '/y/' | ''      | ''    | ['y/a.txt': 'a']                               | [0, 0, 0744]
    }

    def "a COPY of nothing but patterns that match nothing makes nothing"() {
        given:
        write('folder/a', 'a')

        when:
        def built = build([FROM, copy(['none*', 'folder/?x', 'n*ne/a', '*/none'], '/x/')])

        then:
        !file(built, 'x')
    }

    def "what is copied into a folder of a lower layer leaves that folder's attributes alone"() {
        given:
        write('a', 'a')

        when:
        def built = build([FROM, copy(['a'], '/etc/')])
        def etc = store.layerFolders(built.image())[0].resolve('etc')

        then:
        owned(etc) == [7, 8, 0750]
    }

    def "a folder of the source gives its mode and owner to the one that is there, but for the target itself"() {
        given:
        write('tree/usr/bin/x', 'x')
        write('tree/etc/y', 'y')
        [usr: 0711, 'usr/bin': 0700, etc: 01777].each { name, mode -> Files.setAttribute(context.resolve("tree/$name"), 'unix:mode', 040000 | mode) }

        when:
        def whole = build([FROM, copy(['tree'], '/', '5:6')])
        def inner = build([FROM, copy(['tree/usr'], '/usr', '5:6')])

        then:
        ['usr', 'usr/bin', 'etc'].collect { owned(file(whole, it)) } == [[5, 6, 0711], [5, 6, 0700], [5, 6, 01777]]
        ['usr', 'usr/bin'].collect { owned(file(inner, it)) } == [[0, 0, 0755], [5, 6, 0700]]
    }

    def "a folder that is made for what is in the source has the mode #mode of the step, and not the source's"() {
        given:
        write('private/inner/x', 'x')
        ['private', 'private/inner'].each { Files.setAttribute(context.resolve(it), 'unix:mode', 040700) }

        when:
        def built = build([FROM, copy(['private'], target, '5:6', mode)])

        then:
        ['new', 'new/made', 'new/made/inner'].collect { owned(file(built, it)) } == modes.collect { [5, 6, it] }

        where:
        target       | mode  | modes
        '/new/made'  | ''    | [0755, 0755, 0700]
        '/new/made/' | ''    | [0755, 0755, 0700]
        '/new/made'  | '710' | [0755, 0710, 0710]
        '/new/made/' | '710' | [0755, 0710, 0710]
        '/new/made'  | 'g+x' | [0755, 0755, 0710]
    }

    def "the names of one file stay names of one file within a source"() {
        given:
        write('folder/a', 'a')
        write('alone', 'x')
        ['folder/b', 'folder/inner/c', 'z'].each {
            Files.createDirectories(context.resolve(it).parent)
            Files.createLink(context.resolve(it), context.resolve('folder/a'))
        }
        def steps = [FROM, copy(['folder', 'z', 'alone'], '/x/')]
        def inode = { built, name -> Files.getAttribute(file(built, "x/$name"), 'unix:ino') }

        when:
        def built = build(steps)

        then:
        ['b', 'inner/c'].every { inode(built, it) == inode(built, 'a') }
        inode(built, 'z') != inode(built, 'a')
        Files.getAttribute(file(built, 'x/a'), 'unix:nlink') == 3

        when:
        build(steps)

        then:
        cached().last()

        when: 'it is a file of its own with the same content'
        Files.delete(context.resolve('folder/b'))
        write('folder/b', 'a')
        def apart = build(steps)

        then:
        inode(apart, 'b') != inode(apart, 'a')
        inode(apart, 'inner/c') == inode(apart, 'a')
    }

    def "names of one file that two sources bring to one place leave each other alone"() {
        given:
        write('one/a', 'a')
        write('one/b', 'b')
        Files.createDirectories(context.resolve('two'))
        Files.createLink(context.resolve('two/a'), context.resolve('one/a'))
        Files.createLink(context.resolve('two/c'), context.resolve('one/a'))

        when:
        def built = build([FROM, copy(['one', 'two'], '/x/')])

        then:
        ['a', 'b', 'c'].collect { Files.readString(file(built, "x/$it")) } == ['a', 'b', 'a']
    }

    def "a file that changes while it is copied, when #moment, does not stay in the cache as what it was before"() {
        given:
        write('a', 'old')
        settle('a')
        build([FROM, copy(['a'], '/x')])
        def changing = new ChangingFiles(real: calls, name: 'a', moment: moment, change: { write('a', 'new') })
        def steps = [FROM, BuildStep.Run.shell('below'), copy(['a'], '/x')]

        when:
        def torn = new Builder(paths, changing, store, resolver).build(
                ImageSpec.of('built', steps, Optional.of(context)), runner, EventSink.none(), Optional.empty())

        then:
        changing.done
        Files.readString(file(torn, 'x')) == 'new'

        when:
        write('a', 'old')
        def built = build(steps)

        then:
        Files.readString(file(built, 'x')) == 'old'

        when:
        write('a', 'new')
        build(steps)

        then:
        cached().last()

        where:
        moment << ['opened', 'read']
    }

    /** Until its last change is so long ago that the next one has another time. */
    private void settle(String path) {
        def changed = (Files.getAttribute(context.resolve(path), 'unix:ctime') as FileTime).toMillis()
        while (System.currentTimeMillis() - changed <= 100) {
            Thread.onSpinWait()
        }
    }

    /** Files as they are, but for one that changes just before it is opened or read. */
    static class ChangingFiles implements FileCalls {
        @Delegate
        FileCalls real
        String name
        String moment
        Closure change
        boolean done
        private OpenFile opened

        @Override
        OpenFile openBeneath(OpenFile root, BytePath path, FileCalls.Access access) {
            def wanted = access == FileCalls.Access.READ_CAREFULLY && path.toString() == name
            changeWhen('opened', wanted)
            def file = real.openBeneath(root, path, access)
            opened = wanted ? file : opened
            file
        }

        @Override
        int read(OpenFile file, byte[] buffer, int length) {
            changeWhen('read', file.is(opened))
            real.read(file, buffer, length)
        }

        private void changeWhen(String now, boolean wanted) {
            if (wanted && now == moment && !done) {
                done = true
                change()
            }
        }
    }

    def "--parents keeps the sources' folders below the target, and ** stands for any number of them: #sources"() {
        given:
        ['a/b.txt', 'package.json', 'p/package.json', 'p/q/package.json', 'p/q/r/package.json', 'p/q/other'].each { write(it, it) }
        Files.createSymbolicLink(context.resolve('p/loop'), Path.of('.'))
        def options = new CopyOptions('', '', false, true, [])

        when:
        def built = build([FROM, new BuildStep.Copy(sources, [], '/x', '', options)])
        def top = store.layerFolders(built.image())[0].resolve('x')

        then:
        Files.walk(top).withCloseable { it.filter { Files.isRegularFile(it) }.collect { top.relativize(it).toString() } }.sort() == expected

        where:
        sources                  | expected
        ['a/b.txt']              | ['a/b.txt']
        ['a/b.txt', 'p/q']       | ['a/b.txt', 'p/q/other', 'p/q/package.json', 'p/q/r/package.json']
        ['p/**/package.json']    | ['p/package.json', 'p/q/package.json', 'p/q/r/package.json']
        ['p/./**/package.json']  | ['package.json', 'q/package.json', 'q/r/package.json']
        ['*/q/**']               | ['p/q/other', 'p/q/package.json', 'p/q/r/package.json']
        ['**/b.txt', '**/other'] | ['a/b.txt', 'p/q/other']
    }

    def "a COPY is cached by names, modes and content, not by times"() {
        given:
        write('a', 'a')
        write('folder/b', 'b')
        def steps = [FROM, copy(['a', 'folder'], '/x/')]
        build(steps)

        when:
        change(context)
        build(steps)

        then:
        cached().last() == hit

        where:
        hit   | change
        true  | { c -> Files.setLastModifiedTime(c.resolve('a'), FileTime.fromMillis(1)) }
        true  | { c -> Files.writeString(c.resolve('not-copied'), 'x') }
        false | { c -> Files.writeString(c.resolve('folder/b'), 'c') }
        false | { c -> Files.move(c.resolve('folder/b'), c.resolve('folder/c')) }
        false | { c -> c.resolve('a').toFile().setExecutable(true) }
    }

    def "nothing from outside the context is copied: #threat"() {
        given:
        def victim = Files.createDirectory(scratch.path.resolve('victim'))
        Files.writeString(victim.resolve('secret'), 'secret')
        make(context, victim)

        when:
        build([FROM, copy(sources, '/x/')])

        then:
        def e = thrown(EngineException)
        e.message.startsWith('cannot copy')
        store.find('built').empty

        where:
        threat                       | make                                                                     | sources
        "'..'"                       | { c, v -> }                                                              | ['../victim/secret']
        "'..' behind a folder"       | { c, v -> Files.createDirectory(c.resolve('a')) }                        | ['a/../../victim/secret']
        'a link to a file'           | { c, v -> Files.createSymbolicLink(c.resolve('a'), v.resolve('secret')) } | ['a']
        'a link to a folder'         | { c, v -> Files.createSymbolicLink(c.resolve('a'), v) }                  | ['a/secret']
        'a relative link'            | { c, v -> Files.createSymbolicLink(c.resolve('a'), Path.of('../victim')) } | ['a']
        'a pattern through a link'   | { c, v -> Files.createSymbolicLink(c.resolve('a'), v) }                  | ['a/s*']
        'a file that is not there'   | { c, v -> }                                                              | ['none']
        'a pattern in no folder'     | { c, v -> }                                                              | ['none/*']
        'a name that is escaped'     | { c, v -> }                                                              | ['no\\*ne']
        'an absolute path'           | { c, v -> }                                                              | ['/victim/secret']
    }

    def "a link in the image leads a COPY or WORKDIR nowhere outside: #link"() {
        given:
        def victim = Files.createDirectory(scratch.path.resolve('victim'))
        write('a', 'a')
        Files.createSymbolicLink(context.resolve('link'), Path.of(link.replace('VICTIM', victim.toString())))
        write('links/keep', '')
        Files.move(context.resolve('link'), context.resolve('links/link'))

        when:
        def built = build([FROM, copy(['links'], '/l/'), copy(['a'], '/l/link/file'), new BuildStep.Workdir('/l/link/made')])

        then:
        victim.toFile().list().length == 0
        store.layerFolders(built.image())[0].resolve("${link.replace('VICTIM', victim.toString()).replace('../', '')}/made".replaceFirst('^/', '')).toFile().directory

        where:
        link << ['VICTIM', '../../../../../../VICTIM']
    }

    def "FIFOs and devices are copied as what they are, and sockets not at all"() {
        given:
        [['mkfifo', '-m', '640', 'fifo'], ['mknod', '-m', '600', 'null', 'c', '1', '3'], ['mknod', 'block', 'b', '7', '99']].each {
            assert new ProcessBuilder(it).directory(context.toFile()).start().waitFor() == 0
        }
        def socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(context.resolve('socket')))

        when:
        def built = build([FROM, copy(['.', 'fifo'], '/x/', '5:6')])
        def x = store.layerFolders(built.image())[0].resolve('x')
        def status = { calls.open(x, FileCalls.Access.FOLDER).withCloseable { folder -> calls.status(folder, BytePath.of(it)) } }

        then:
        x.toFile().list().sort() == ['block', 'fifo', 'null']
        status('fifo').with { [type(), permissions(), uid(), gid()] } == [FileType.FIFO, 0640, 5, 6]
        status('null').with { [type(), deviceMajor(), deviceMinor(), uid()] } == [FileType.CHARACTER_DEVICE, 1, 3, 5]
        status('block').with { [type(), deviceMajor(), deviceMinor()] } == [FileType.BLOCK_DEVICE, 7, 99]

        when:
        build([FROM, copy(['.', 'fifo'], '/x/', '5:6')])

        then:
        cached().last()

        cleanup:
        socket?.close()
    }

    def "what can't be an image is refused before anything is done"() {
        when:
        builder.build(ImageSpec.of(name, steps, Optional.empty()), runner, EventSink.none(), Optional.empty())

        then:
        thrown(SpecException)
        ran == []

        where:
        name   | steps
        'x'    | []
        'x'    | [BuildStep.Run.shell('one')]
        'X y'  | [FROM]
        'a:b:c'| [FROM]
    }
}
