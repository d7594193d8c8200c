package dev.groovebox.spec.build

import dev.groovebox.sandbox.build.dockerfile.DockerfileReader
import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.engine.EngineSpecification
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.image.ImageStore
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.ImageSummary
import dev.groovebox.sandbox.spec.BuildOptions
import dev.groovebox.sandbox.spec.BuildOptionsBuilder
import dev.groovebox.sandbox.spec.BuildStep
import dev.groovebox.sandbox.spec.ContextSpec
import dev.groovebox.sandbox.spec.ImageSource
import dev.groovebox.sandbox.spec.ImageSpec
import dev.groovebox.spec.MachineSnapshot
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CopyOnWriteArrayList
import spock.lang.Requires
import spock.lang.Shared

/** An engine with a busybox image that builds Dockerfiles of a context, and a folder outside that stays as it is. */
@Requires(
        value = { System.getProperty('user.name') == 'root' && Files.exists(BusyboxImage.PROGRAM) },
        reason = 'needs root and a static busybox',
        inherited = true)
abstract class BuildSpecification extends EngineSpecification {
    @Shared
    Path victim = Files.createDirectories(scratch.path.resolve('victim/inner')).parent
    Path context
    /** Looked at while a build adds to them. */
    List<Event> events = new CopyOnWriteArrayList<>()
    MachineSnapshot before

    def setupSpec() {
        Files.writeString(victim.resolve('precious'), 'precious\n')
        try {
            // From the first container on that it has to delete itself, an engine has a place for what it deletes later.
            def failing = [new BuildStep.From(new ImageSource.Named('busybox')), BuildStep.Run.exec('/none')]
            engine.perform(new ImageOperation.BuildImage(ImageSpec.of('failing', failing, Optional.empty()).withOptions(BuildOptions.builder().network('none').build())))
            throw new AssertionError('a program that is not there was run' as Object)
        } catch (EngineException notThere) {
            assert notThere.message.contains('/none')
        }
    }

    def setup() {
        context = Files.createTempDirectory(scratch.path, 'context')
        before = MachineSnapshot.take(engineRoot: paths.root(), sentinel: victim)
    }

    def cleanup() {
        // No step of ours has a network: links and rules are those of others on this machine.
        assert before.differences {
            !(it =~ /^\w+: (cgroup \/sys\/fs\/cgroup\/[^\/]+\/groovebox[^\/]*$|network link|nft rule)/)
        } == []
    }

    ImageSummary build(String dockerfile, @DelegatesTo(BuildOptionsBuilder) Closure more = {}) {
        buildWith(engine, dockerfile, more)
    }

    ImageSummary buildWith(Engine engine, String dockerfile, @DelegatesTo(BuildOptionsBuilder) Closure more) {
        events.clear()
        def options = BuildOptions.builder().network('none')
        options.with(more)
        def read = DockerfileReader.read('Dockerfile', dockerfile.stripIndent())
        def spec = new ImageSpec(['built'], read.instructions(), Optional.of(ContextSpec.of(context)), [:], options.build(), Optional.of('Dockerfile'))
        engine.perform(new ImageOperation.BuildImage(spec), { events << it } as EventSink)
    }

    /** What the build's steps printed. */
    List<String> printed() {
        events.findAll { it instanceof Event.StepOutput }*.line()
    }

    List<Boolean> cached() {
        events.findAll { it instanceof Event.StepFinished }.sort { it.number() }*.cached()
    }

    void write(String path, String content) {
        Files.createDirectories(context.resolve(path).parent)
        Files.writeString(context.resolve(path), content)
    }

    Map<String, String> tree(ImageSummary image) {
        def store = new ImageStore(paths, new JnaFileCalls())
        BuiltTree.ofLayers(store.layerFolders(store.require(image.id())), scratch.path)
    }

    /** The files of the engine's root and runtime folder that hold a text. */
    List<String> filesWith(String text) {
        def folders = [paths.root(), paths.runtime()].findAll { Files.exists(it) }*.toString()
        def found = new ProcessBuilder(['grep', '-rlaF', text, *folders]).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        def names = found.inputStream.readLines()
        assert found.waitFor() in [0, 1]: 'not everything could be read'
        names
    }
}
