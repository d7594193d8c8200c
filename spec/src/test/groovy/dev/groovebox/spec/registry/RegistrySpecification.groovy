package dev.groovebox.spec.registry

import dev.groovebox.registry.auth.ConfigFile
import dev.groovebox.registry.auth.ConfigFiles
import dev.groovebox.registry.auth.CredentialHelpers
import dev.groovebox.registry.settings.RegistrySettings
import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.distribution.RegistryAccess
import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ArchiveInput
import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.LayerCompression
import dev.groovebox.sandbox.operation.RegistryOperation
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.BuildStep
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.storage.EnginePaths

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CopyOnWriteArrayList
import java.util.function.Supplier
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/** Engines of their own against Debian's docker-registry. */
@Requires(
        value = { DockerRegistry.isAvailable() && System.getProperty('user.name') == 'root' && Files.exists(BusyboxImage.PROGRAM) },
        reason = 'needs docker-registry, root and a static busybox',
        inherited = true)
abstract class RegistrySpecification extends Specification {
    @Shared
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    @Shared
    EnginePaths paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    @Shared
    ConfigFile auths = new ConfigFile(scratch.path.resolve('auth.json'), new CredentialHelpers())
    @Shared
    Path daemonJson = scratch.path.resolve('daemon.json')
    @Shared
    RegistryAccess access = new RegistryAccess(
            daemonJson, new ConfigFiles(auths, []), { RegistrySettings.USUAL.withCertificateFolders([scratch.path.resolve('certs.d')]) } as Supplier)
    @Shared
    @AutoCleanup
    Engine engine = LocalEngine.open(paths, access)
    @Shared
    List<Event> events = new CopyOnWriteArrayList<>()

    def setup() {
        events.clear()
    }

    /** Makes the image "tool:1": busybox, which says hello. */
    void importTool(Engine where = engine) {
        def root = Files.createDirectories(scratch.path.resolve('tool/bin'))
        if (!Files.exists(root.resolve('busybox'))) {
            Files.copy(BusyboxImage.PROGRAM, root.resolve('busybox'))
            ['sh', 'echo', 'cat'].each { Files.createSymbolicLink(root.resolve(it), Path.of('busybox')) }
            run('tar', '-C', scratch.path.resolve('tool').toString(), '-cf', scratch.path.resolve('tool.tar').toString(), '.')
        }
        where.perform(new ArchiveOperation.ImportImage(
                ArchiveInput.of(scratch.path.resolve('tool.tar')), Optional.of('tool:1'), '',
                [new BuildStep.Cmd(dev.groovebox.sandbox.spec.CommandForm.exec(['/bin/echo', 'hello from afar']))], ArchiveOperation.MOST_LAYER_BYTES))
    }

    def pull(String name, Engine where = engine) {
        where.perform(new RegistryOperation.Pull(name), events.&add)[0]
    }

    def push(String image, String to, LayerCompression compression = LayerCompression.AS_IT_IS) {
        engine.perform(new RegistryOperation.Push(image, Optional.of(to), false, compression), events.&add)[0]
    }

    void remove(String image) {
        engine.perform(new ImageOperation.RemoveImage(image, true))
    }

    String output(String image, List<String> command = []) {
        def spec = ContainerSpec.builder(image).command(command).remove(true).build()
        def result = engine.perform(new ContainerOperation.RunContainer(spec, new Stdio.Capture(Optional.empty())), events.&add)
        assert result.exitCode() == 0: result
        result.out().trim()
    }

    String imageId(String name) {
        engine.perform(new ImageOperation.ListImages()).find { name in it.names() }.id()
    }

    String failure(Closure action) {
        try {
            action.call()
        } catch (EngineException e) {
            assert e.message.readLines().size() == 1
            return e.message
        }
        throw new AssertionError('it did not fail' as Object)
    }

    /** A command's output; it must succeed. */
    static String run(Object... words) {
        def process = new ProcessBuilder(words.toList()*.toString()).redirectErrorStream(true).start()
        def said = process.inputStream.text
        assert process.waitFor() == 0: "${words.join(' ')}\n$said"
        said.trim()
    }
}
