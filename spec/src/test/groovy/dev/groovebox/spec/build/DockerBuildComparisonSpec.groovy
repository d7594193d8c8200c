package dev.groovebox.spec.build

import dev.groovebox.dsl.ImageBlockWriter
import dev.groovebox.dsl.script.ScriptRunner
import dev.groovebox.dsl.script.ScriptSource
import dev.groovebox.registry.json.Json
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
    def docker = new DockerDaemon()
    @Shared
    List<List<String>> table = []
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
        build('base', base, [:], null)
        odd = oddContexts()
    }

    def cleanupSpec() {
        new CompatibilityTable(table, KEPT).write()
    }

    def "docker and we make the same of '#example.name'"() {
        given:
        def context = context(example)

        when:
        def ours = build(example.name.toLowerCase().replace(' ', '-').replace(',', ''), context, example.arguments, example.target)
        def tree = BuiltTree.ofLayers(layers(ours), scratch.path)

        then:
        example.expected.every { path, what -> tree[path]?.startsWith(what.take(12)) }

        when:
        def differences = example.forDocker ? differences(example, context, ours, tree) : []
        table << [example.name, example.forDocker ? (differences ? differences.join('; ') : 'the same') : 'not compared: its classic builder lacks what is used']

        then:
        differences == []

        where:
        example << RealDockerfiles.ALL
    }

    def "docker and we read #what alike"() {
        when:
        def theirs = Json.readObject(docker.inspect("odd$number").bytes)

        then:
        configDifferences(config(build('odd', odd[number], [:], null)), theirs) == []

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
        def name = example.name.toLowerCase().replaceAll('[ ,]+', '-')
        def steps = engine.perform(new ImageOperation.ReadDockerfile(new DockerfileSource.Default(), Optional.of(context))).instructions()*.step()
        def arguments = example.arguments.collect { "$it.key: '$it.value'" }.join(', ') ?: ':'
        def settings = "network: 'none', args: [$arguments]" + (example.target ? ", target: '$example.target'" : '')
        def script = ImageBlockWriter.write(name, steps, Optional.empty()).replaceFirst("\\('$name'\\)", "('$name', $settings)")

        when:
        def theirs = build(name, context, example.arguments, example.target)
        def ours = new ScriptRunner(paths, engine, { }).run(new ScriptSource('web.groovy', script, context), []).value().get()

        then:
        ours.id == theirs

        where:
        example << RealDockerfiles.ALL
    }

    private List<String> differences(RealDockerfiles.Example example, Path context, String ours, Map<String, String> tree) {
        docker.build(context, 'theirs', example.arguments, example.target)
        def theirTree = docker.exported('theirs') { BuiltTree.of(it) }
        def theirs = Json.readObject(docker.inspect('theirs').bytes)
        if (!tree.containsKey('etc')) {
            theirTree.remove('etc') // of scratch, for the files that docker mounts there
        }
        def files = (tree.keySet() + theirTree.keySet()).findAll { tree[it] != theirTree[it] }.collect { "$it: ours ${tree[it]}, docker's ${theirTree[it]}" as String }
        files + configDifferences(config(ours), theirs)
    }

    private static List<String> configDifferences(ourConfig, theirs) {
        def config = theirs.requireObject('Config')
        def ours = ourConfig.requireObject('config')
        List<String> found = []
        ['User', 'WorkingDir', 'StopSignal'].each { found += difference(it, ours.text(it).orElse(''), config.text(it).orElse('')) }
        ['Env', 'Entrypoint', 'Cmd', 'Shell', 'OnBuild'].each { found += difference(it, ours.texts(it), config.texts(it)) }
        ['ExposedPorts', 'Volumes'].each { found += difference(it, names(ours, it), names(config, it)) }
        found += difference('Labels', ours.textMap('Labels'), config.textMap('Labels'))
        found += difference('Healthcheck', ours.object('Healthcheck').map { it.members() }, config.object('Healthcheck').map { it.members() })
        found += difference('Author', ourConfig.text('author').orElse(''), theirs.text('Author').orElse(''))
        found
    }

    private static Set<String> names(json, String field) {
        json.object(field).map { it.members().keySet() as Set }.orElse([] as Set)
    }

    private static List<String> difference(String field, ours, theirs) {
        ours == theirs ? [] : ["$field: ours $ours, docker's $theirs" as String]
    }

    private config(String id) {
        Json.readObject(Files.readAllBytes(paths.blob('sha256', id - 'sha256:')))
    }

    private List<Path> layers(String id) {
        def store = new ImageStore(paths, new JnaFileCalls())
        store.layerFolders(store.require(id))
    }

    private String build(String name, Path context, Map<String, String> arguments, String target) {
        def content = engine.perform(new ImageOperation.ReadDockerfile(new DockerfileSource.Default(), Optional.of(context)))
        def options = BuildOptions.builder().network('none')
        arguments.each { options.argument(it.key, it.value) }
        if (target) {
            options.target(target)
        }
        def spec = new ImageSpec([name], content.instructions(), Optional.of(new ContextSpec(context, content.ignored())), [:], options.build(), Optional.of(content.file()))
        engine.perform(new ImageOperation.BuildImage(spec)).id()
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
