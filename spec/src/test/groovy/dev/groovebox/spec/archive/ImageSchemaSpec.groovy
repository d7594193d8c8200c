package dev.groovebox.spec.archive

import dev.groovebox.registry.json.Json
import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.operation.ArchiveForm
import dev.groovebox.sandbox.operation.ArchiveInput
import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.sandbox.operation.ArchiveOutput
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.Packing
import dev.groovebox.sandbox.spec.BuildOptions
import dev.groovebox.sandbox.spec.BuildStep
import dev.groovebox.sandbox.spec.CommandForm
import dev.groovebox.sandbox.spec.CommitSpec
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ImageSource
import dev.groovebox.sandbox.spec.ImageSpec
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.storage.EnginePaths
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/** Every index, manifest and configuration that the engine writes is as the image-spec's schemas want it. */
@Requires(
        value = { System.getProperty('user.name') == 'root' && Files.exists(BusyboxImage.PROGRAM) },
        reason = 'needs root and a static busybox')
class ImageSchemaSpec extends Specification {
    private static final MOST = ArchiveOperation.MOST_LAYER_BYTES
    private static final CHANGES = [
            new BuildStep.Env([A: 'b', EMPTY: '']), new BuildStep.Label([a: '1', 'b.c': '']), new BuildStep.Expose(['80', '53/udp']),
            new BuildStep.Volume(['/data']), new BuildStep.Entrypoint(CommandForm.exec(['sh'])), new BuildStep.Cmd(CommandForm.shell('id')),
            new BuildStep.User('1:1'), new BuildStep.Workdir('/opt'), new BuildStep.StopSignal('SIGINT'), new BuildStep.OnBuild('RUN true'),
            new BuildStep.Healthcheck(Optional.of(CommandForm.shell('true')), Optional.of(Duration.ofSeconds(3)), Optional.empty(),
                    Optional.empty(), Optional.empty(), OptionalInt.of(2))]

    @Shared @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    @Shared
    EnginePaths paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    @Shared @AutoCleanup
    Engine engine = LocalEngine.open(paths)

    def setupSpec() {
        OddRoot.sh(scratch.path, "mkdir -p plain/bin && cp ${BusyboxImage.PROGRAM} plain/bin/sh && tar -C plain -cf plain.tar .")
    }

    private imported(String name, List<BuildStep> changes = []) {
        engine.perform(new ArchiveOperation.ImportImage(
                ArchiveInput.of(scratch.path.resolve('plain.tar')), Optional.ofNullable(name), 'why', changes, MOST))
    }

    private build(String name, BuildStep... steps) {
        engine.perform(new ImageOperation.BuildImage(
                ImageSpec.of(name, steps.toList(), Optional.of(scratch.path.resolve('plain')))
                        .withOptions(BuildOptions.builder().network('none').build())))
    }

    private Path save(ArchiveForm form, String... images) {
        def file = scratch.path.resolve("saved-${System.nanoTime()}.tar")
        engine.perform(new ArchiveOperation.SaveImages(images.toList(), form, Packing.NONE, new ArchiveOutput.File(file)))
        file
    }

    private static sound(Path layout, int documents) {
        def faults = ImageSchemas.faults(layout)
        assert faults.values().flatten() == []
        assert faults.size() >= documents
        true
    }

    def "the store's are, whichever command wrote them"() {
        given:
        imported('plain:1')
        imported('plain:2', CHANGES)
        imported(null, [new BuildStep.Label([nameless: 'yes'])])
        build('built:1', new BuildStep.From(new ImageSource.Named('plain:1')), new BuildStep.Copy(['bin/sh'], '/sh'), *CHANGES)
        build('scratch:1', new BuildStep.From(new ImageSource.Named('scratch')), new BuildStep.Copy(['bin/sh'], '/bin/sh'))
        engine.perform(new ContainerOperation.CreateContainer(
                ContainerSpec.builder('plain:2').name('box').network(new NetworkSpec.None()).build(), false))
        engine.perform(new ImageOperation.CommitContainer(new CommitSpec('box', Optional.of('committed:1'), 'why', 'Ann <a@b>', CHANGES, true)))
        engine.perform(new ImageOperation.TagImage('built:1', 'registry.example.com:5000/team/other:2'))

        expect: 'a layout, an index, and a manifest and a configuration of six images'
        sound(paths.images(), 14)

        when: 'one goes while a container holds its content'
        engine.perform(new ImageOperation.RemoveImage('plain:2', true))

        then:
        sound(paths.images(), 12)
    }

    def "so are an archive's, and the store's that took in docker's form"() {
        given:
        def layout = Files.createDirectory(scratch.path.resolve('layout'))
        OddRoot.sh(layout, "tar -xf ${save(ArchiveForm.OCI_ARCHIVE, 'built:1', 'committed:1')}")
        def elsewhere = EnginePaths.of(scratch.path.resolve('elsewhere'), scratch.path.resolve('elsewhere-run'))
        def other = LocalEngine.open(elsewhere)

        when:
        other.perform(new ArchiveOperation.LoadImages(ArchiveInput.of(save(ArchiveForm.DOCKER_ARCHIVE, 'built:1', 'committed:1')), MOST))

        then:
        sound(layout, 6)
        sound(elsewhere.images(), 6)

        cleanup:
        other?.close()
    }

    def "the schemas find what is wrong: #fault"() {
        expect:
        schema.call(Json.readObject(text.bytes), 'it') == [fault]

        where:
        schema                | text                                                                                       || fault
        ImageSchemas.LAYOUT   | '{"imageLayoutVersion":"2"}'                                                               || 'it.imageLayoutVersion is no layout version: Text[value=2]'
        ImageSchemas.INDEX    | '{"schemaVersion":2}'                                                                      || 'it has no manifests'
        ImageSchemas.INDEX    | '{"schemaVersion":1,"manifests":[]}'                                                       || 'it.schemaVersion is no 2: Number[value=1]'
        ImageSchemas.INDEX    | '{"schemaVersion":2,"manifests":[{"mediaType":"a/b","size":1,"digest":"x"}]}'              || 'it.manifests[0].digest is no digest: Text[value=x]'
        ImageSchemas.INDEX    | '{"schemaVersion":2,"manifests":[{"mediaType":"a/b","size":1,"digest":"a:b","platform":{"os":"linux"}}]}' || 'it.manifests[0].platform has no architecture'
        ImageSchemas.MANIFEST | '{"schemaVersion":2,"config":{"mediaType":"a","size":1,"digest":"a:b"},"layers":[{"mediaType":"a/b","size":1,"digest":"a:b"}]}' || 'it.config.mediaType is no media type: Text[value=a]'
        ImageSchemas.MANIFEST | '{"schemaVersion":2,"config":{"mediaType":"a/b","size":-1,"digest":"a:b"},"layers":[{"mediaType":"a/b","size":1,"digest":"a:b"}]}' || 'it.config.size is no size: Number[value=-1]'
        ImageSchemas.CONFIG   | '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"created":"yesterday"}' || 'it.created is no time: Text[value=yesterday]'
        ImageSchemas.CONFIG   | '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"config":{"Env":[1]}}' || 'it.config.Env[0] is no text: Number[value=1]'
    }
}
