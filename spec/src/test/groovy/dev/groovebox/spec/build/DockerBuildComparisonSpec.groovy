package dev.groovebox.spec.build

import dev.groovebox.dsl.ImageBlockWriter
import dev.groovebox.dsl.script.ScriptRunner
import dev.groovebox.dsl.script.ScriptSource
import dev.groovebox.registry.json.Json
import dev.groovebox.sandbox.DebianImage
import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.image.ImageStore
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.linux.seccomp.DockerDaemon
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.spec.BuildOptions
import dev.groovebox.sandbox.spec.ContextSpec
import dev.groovebox.sandbox.spec.DockerfileSource
import dev.groovebox.sandbox.spec.ImageSpec
import dev.groovebox.sandbox.storage.EnginePaths
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CompletableFuture
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/** Builds the same Dockerfiles as docker's own builder, and compares what comes out field by field and file by file. */
@Requires(
        value = { DockerDaemon.isAvailable() && Files.exists(BusyboxImage.PROGRAM) },
        reason = 'needs root, dockerd and a static busybox')
class DockerBuildComparisonSpec extends Specification {
    /** Differences that we keep, each with its reason; docs/compatibility/build.md is made of them. */
    static final Map<String, String> KEPT = [
            'stages that nothing needs': 'docker\'s classic builder builds them all; we skip them, as BuildKit does',
            'times of files': 'not compared: each build has its own',
            'history': 'ours has the instruction, docker\'s "/bin/sh -c #(nop)" before it',
            'WORKDIR /a/../b': 'ours and BuildKit\'s is /b; the classic builder keeps it as written',
            'HEALTHCHECK --start-period=0s': 'the default, as with BuildKit; the classic builder refuses it',
            'folders that RUN --mount mounts on': 'the BuildKit of docker 20.10 leaves the empty folders in the image; we do not, as later ones do not',
            'sockets in COPY': 'left out, as the classic builder does; BuildKit makes an empty file of each, which nobody can use',
            'COPY --chmod=0640 file /new/': '/new is 0755, as ever; BuildKit of 2025 and later gives it the file\'s mode, by which nobody can enter it',
    ]

    /** How the content of a file that is no text is made. */
    static final Map<String, String> ARCHIVES = [TAR: 'tar -c in', TGZ: 'tar -cz in', TXZ: 'tar -cJ in', XZ: 'xz -c in/side/f']

    @Shared
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    @Shared
    EnginePaths paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    @Shared
    @AutoCleanup
    def engine = LocalEngine.open(paths)
    @Shared
    @AutoCleanup
    def docker = new DockerDaemon('overlay2')
    @Shared
    @AutoCleanup
    AptProxy apt
    @Shared
    List<List<String>> table = []
    /** Paths with contents that differed. */
    @Shared
    Set<String> ownContents = []
    @Shared
    List<Path> odd

    def setupSpec() {
        def base = Files.createDirectories(scratch.path.resolve('base'))
        def layer = Files.createDirectories(base.resolve('root'))
        ['bin', 'etc', 'root', 'home', 'usr'].each { Files.createDirectories(layer.resolve(it)) }
        sh(layer, 'mkdir -m 1777 tmp; cp /bin/busybox bin/; for i in $(/bin/busybox --list); do ln -sf busybox bin/$i; done; rm -f bin/busybox; cp /bin/busybox bin/; ' +
                'printf "root:x:0:0:root:/root:/bin/sh\\nmusician:x:1000:1001::/home/musician:/bin/sh\\n" > etc/passwd; printf "root:x:0:\\nband:x:1001:\\n" > etc/group; tar -cf ../base.tar .')
        docker.importArchive(base.resolve('base.tar'), 'base')
        Files.writeString(base.resolve('Dockerfile'), 'FROM scratch\nADD base.tar /\n')
        build('base', base)
        odd = oddContexts()
    }

    def cleanupSpec() {
        new CompatibilityTable(table, KEPT + DebianProjects.kept()).write()
    }

    def "docker and we make the same of '#example.name'"() {
        given:
        def context = context(example)
        def theirs = docker(example, context)

        when:
        def ours = build(example, context)
        def tree = BuiltTree.ofLayers(layers(ours), scratch.path)

        then:
        example.expected.every { path, what -> tree[path]?.startsWith(what.take(12)) }

        when:
        def differences = theirs.map { differences(example, ours, tree, it.get()) }.orElse([])
        table << row(example, differences)

        then:
        differences == []

        where:
        example << RealDockerfiles.ALL
    }

    @Requires(value = { DebianImage.isAvailable() }, reason = 'a root filesystem of Debian is made by debootstrap')
    def "docker and we make the same of the project '#example.name', and it works"() {
        given:
        def context = context(example)
        def theirs = docker(example, context)

        when:
        def ours = build(example, context)
        def tree = BuiltTree.ofLayers(layers(ours), scratch.path)
        def differences = differences(example, ours, tree, theirs.get().get())
        table << row(example, differences)

        then:
        differences == []

        and:
        new ScriptRunner(paths, engine, { }).run(new ScriptSource('use.groovy', example.use, context), [example.image]).value().get() == example.answer

        where:
        example << DebianProjects.ALL
    }

    @Requires(value = { DebianImage.isAvailable() }, reason = 'a root filesystem of Debian is made by debootstrap')
    def "no two builds have the same content of '/#file', so it is not compared"() {
        expect:
        ownContents.contains(file)

        where:
        file << DebianProjects.CONTENT_OF_ITS_OWN.keySet()
    }

    def "docker and we read #what alike"() {
        when:
        def theirs = Json.readObject(docker.inspect("odd$number").bytes)

        then:
        BuiltConfig.differences(config(build('odd', odd[number])), theirs) == []

        where:
        what << OddDockerfiles.ALL.keySet()
        number << (0..<OddDockerfiles.ALL.size())
    }

    /** Docker takes its time over each instruction, most of it waiting: all of them are built side by side. */
    private List<Path> oddContexts() {
        def contexts = OddDockerfiles.ALL.values().collect { text ->
            def context = Files.createTempDirectory(scratch.path, 'odd')
            Files.writeString(context.resolve('Dockerfile'), text.stripIndent())
            context
        }
        contexts.indices.toList().parallelStream().forEach { docker.build(contexts[it], "odd$it") }
        contexts
    }

    def "the image block of '#example.name' makes the same image"() {
        given:
        def context = context(example)
        def steps = engine.perform(new ImageOperation.ReadDockerfile(new DockerfileSource.Default(), Optional.of(context))).instructions()*.step()
        def arguments = arguments(example).collect { "$it.key: '$it.value'" }.join(', ') ?: ':'
        def settings = "network: '$example.network', args: [$arguments]" + (example.target ? ", target: '$example.target'" : '')
        def script = ImageBlockWriter.write(example.image, steps, Optional.empty()).replaceFirst("\\('$example.image'\\)", "('$example.image', $settings)")

        when:
        def theirs = build(example, context)
        def ours = new ScriptRunner(paths, engine, { }).run(new ScriptSource('web.groovy', script, context), []).value().get()

        then:
        ours.id == theirs

        where:
        example << RealDockerfiles.ALL + (DebianImage.isAvailable() ? DebianProjects.ALL : [])
    }

    private static List<String> row(RealDockerfiles.Example example, List<String> differences) {
        [example.name, example.forDocker ? (example.buildKit ? 'BuildKit' : 'classic') : 'none has what is used',
         example.forDocker ? (differences ? differences.join('; ') : 'the same') : 'not compared']
    }

    /** Docker's build beside ours, where a builder of docker can do it. */
    private Optional<CompletableFuture<String>> docker(RealDockerfiles.Example example, Path context) {
        def how = [arguments: arguments(example), target: example.target, network: example.network, buildKit: example.buildKit]
        example.forDocker ? Optional.of(CompletableFuture.supplyAsync { docker.build(how, context, example.image); example.image }) : Optional.empty()
    }

    private List<String> differences(RealDockerfiles.Example example, String ours, Map<String, String> tree, String theirImage) {
        def theirTree = docker.exported(theirImage) { BuiltTree.of(it) }
        ownContents.addAll(tree.keySet().findAll { tree[it] != theirTree[it] })
        def our = DebianProjects.comparable(tree)
        def their = DebianProjects.comparable(theirTree) - example.leftByDocker.collectEntries { [it, theirTree[it]] }
        if (!our.containsKey('etc')) {
            their.remove('etc') // of scratch, for the files that docker mounts there
        }
        def files = (our.keySet() + their.keySet()).findAll { our[it] != their[it] }.collect { "$it: ours ${our[it]}, docker's ${their[it]}" as String }
        files + BuiltConfig.differences(config(ours), Json.readObject(docker.inspect(theirImage).bytes))
    }

    private config(String id) {
        Json.readObject(Files.readAllBytes(paths.blob('sha256', id - 'sha256:')))
    }

    private List<Path> layers(String id) {
        def store = new ImageStore(paths, new JnaFileCalls())
        store.layerFolders(store.require(id))
    }

    private String build(RealDockerfiles.Example example, Path context) {
        build(example.image, context) { options ->
            options.network(example.network)
            arguments(example).each { options.argument(it.key, it.value) }
            if (example.target) {
                options.target(example.target)
            }
        }
    }

    private String build(String name, Path context, Closure more = { }) {
        def content = engine.perform(new ImageOperation.ReadDockerfile(new DockerfileSource.Default(), Optional.of(context)))
        def options = BuildOptions.builder().network('none').tap(more)
        def spec = new ImageSpec([name], content.instructions(), Optional.of(new ContextSpec(context, content.ignored())), [:], options.build(), Optional.of(content.file()))
        engine.perform(new ImageOperation.BuildImage(spec)).id()
    }

    private Map<String, String> arguments(RealDockerfiles.Example example) {
        example.network == 'host' ? example.arguments + [http_proxy: debian().address] : example.arguments
    }

    /** Makes the image "debian" of both engines when it is first asked for, and answers what leads to Debian's packages. */
    private AptProxy debian() {
        if (apt == null) {
            def context = Files.createDirectories(scratch.path.resolve('debian'))
            Files.writeString(context.resolve('Dockerfile'), 'FROM scratch\nADD root.tar /\n')
            Files.copy(DebianImage.tar(), context.resolve('root.tar'))
            build('debian-root', context)
            Files.delete(context.resolve('root.tar'))
            docker.importArchive(DebianImage.tar(), 'debian-root')
            Files.writeString(context.resolve('Dockerfile'), DebianProjects.BASE.stripIndent())
            build('debian', context)
            docker.build(context, 'debian')
            apt = new AptProxy(DebianImage.mirror(), DebianImage.packages(), Files.createDirectories(scratch.path.resolve('apt')))
        }
        apt
    }

    private Path context(RealDockerfiles.Example example) {
        def folder = Files.createTempDirectory(scratch.path, 'context')
        sh(folder, 'chmod 755 .')
        Files.writeString(folder.resolve('Dockerfile'), example.dockerfile.stripIndent())
        example.files.each { name, content ->
            def parts = name.split(' -> ')
            def file = folder.resolve(parts[0])
            Files.createDirectories(file.parent)
            if (parts.length > 1) {
                Files.createSymbolicLink(file, Path.of(parts[1]))
            } else if (ARCHIVES.containsKey(content)) {
                sh(folder, "mkdir t; cd t; mkdir -p in/side; echo x > in/side/f; ln -s f in/side/l; ln in/side/f in/hard; chown -R 7:8 in; chmod 2750 in/side; ${ARCHIVES[content]} > ../$name; cd ..; rm -r t")
            } else {
                Files.writeString(file, content)
            }
        }
        folder
    }

    private static void sh(Path folder, String script) {
        def process = new ProcessBuilder('sh', '-c', script).directory(folder.toFile()).redirectErrorStream(true).start()
        def said = process.inputStream.text
        assert process.waitFor() == 0: said
    }
}
