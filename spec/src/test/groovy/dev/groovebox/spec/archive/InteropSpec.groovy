package dev.groovebox.spec.archive

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.linux.seccomp.DockerDaemon
import dev.groovebox.sandbox.operation.ArchiveForm
import dev.groovebox.sandbox.operation.ArchiveInput
import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.sandbox.operation.ArchiveOutput
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.Packing
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.BuildStep
import dev.groovebox.sandbox.spec.CommandForm
import dev.groovebox.sandbox.spec.CommitSpec
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.storage.EnginePaths
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.Timeout

/** Other tools read what we write, and we read what they write: the same files, to the attribute and the nanosecond. */
@Requires(
        value = { System.getProperty('user.name') == 'root' && Files.exists(BusyboxImage.PROGRAM) && DockerDaemon.available
                && ['podman', 'skopeo', 'umoci'].every { Files.isExecutable(Path.of("/usr/bin/$it")) } },
        reason = 'needs root, a static busybox, docker, podman, skopeo and umoci')
@Timeout(120)
class InteropSpec extends Specification {
    private static final MOST = ArchiveOperation.MOST_LAYER_BYTES

    @Shared @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    @Shared
    OddRoot odd = new OddRoot(scratch.path)
    @Shared
    EnginePaths paths = paths('root')
    @Shared @AutoCleanup
    Engine engine = LocalEngine.open(paths)
    @Shared
    Map<String, List> files = Tree.of(odd.tree)
    @Shared @AutoCleanup
    DockerDaemon daemon = new DockerDaemon()

    def setupSpec() {
        engine.perform(new ArchiveOperation.ImportImage(ArchiveInput.of(odd.tar), Optional.of('odd:1'), '',
                [new BuildStep.Cmd(CommandForm.exec(['cat', '/etc/passwd']))], MOST))
    }

    private EnginePaths paths(String name) {
        EnginePaths.of(scratch.path.resolve(name), scratch.path.resolve("$name-run"))
    }

    private Path save(ArchiveForm form, Packing packing = Packing.NONE, String name = "saved-${System.nanoTime()}.tar") {
        def file = scratch.path.resolve(name)
        engine.perform(new ArchiveOperation.SaveImages(['odd:1'], form, packing, new ArchiveOutput.File(file)))
        file
    }

    private String sh(String script) {
        OddRoot.sh(scratch.path, script)
    }

    /** Its folder for volatile things must have a short name. */
    private String podman(Path root) {
        "unshare --mount --propagation private sh -c 'mount -t tmpfs tmpfs /mnt && exec podman --root $root --runroot /mnt --storage-driver vfs \"\$@\"' sh"
    }

    private static Path layer(EnginePaths of) {
        def folders = Files.list(of.layers()).withCloseable { it.toList() }
        assert folders.size() == 1
        folders[0]
    }

    def "what GNU tar wrote is imported whole"() {
        expect:
        Tree.same(Tree.of(layer(paths)), files)
    }

    def "an import keeps sparse files sparse"() {
        expect:
        sh("stat -c %b $layer.path/opt/sparse").trim().toInteger() < 64

        where:
        layer = [path: layer(paths)]
    }

    def "docker loads what we save, to the same files, and runs it"() {
        when:
        def said = daemon.docker('load', '-i', save(ArchiveForm.DOCKER_ARCHIVE, packing).toString())

        then:
        said.contains('Loaded image: odd:1')
        Tree.same(asDockerKeeps(Tree.of(daemon.layerFolders()[0])), asDockerKeeps(files))
        daemon.run([], 'odd:1', []).contains('root:x:0:0')

        cleanup:
        daemon.docker('rmi', '-f', 'odd:1')

        where:
        packing << [Packing.NONE, Packing.GZIP]
    }

    private static asDockerKeeps(Map<String, List> tree) {
        asPodmanKeeps(tree).collectEntries { path, file ->
            [path, [*file[0..-2], file[-1].findAll { it.key == 'security.capability' }]]
        }
    }

    /** It sets no time before 1970. */
    private static Map<String, List> asPodmanKeeps(Map<String, List> tree) {
        tree.collectEntries { path, file -> [path, [*file[0..4], file[5].isBefore(Instant.EPOCH) ? Instant.EPOCH : file[5], *file[6..-1]]] }
    }

    def "umoci unpacks what we save as an image layout"() {
        given:
        def archive = save(ArchiveForm.OCI_ARCHIVE)

        when:
        sh("skopeo copy -q oci-archive:$archive oci:umoci:odd && umoci unpack --image umoci:odd bundle")

        then:
        Tree.same(Tree.of(scratch.path.resolve('bundle/rootfs')), files)
    }

    def "podman loads our archives: #form"() {
        given:
        def root = scratch.path.resolve("podman-$form")
        def podman = podman(root)

        when:
        def said = sh("$podman load -q -i ${save(form)}")
        def folders = Files.list(root.resolve('vfs/dir')).withCloseable { it.toList() }

        then:
        said.contains('/odd:1')
        Tree.same(asPodmanKeeps(Tree.of(folders[0])), asPodmanKeeps(files))

        where:
        form << ArchiveForm.values()
    }

    def "we load what #tool writes, and run it"() {
        given:
        def ours = paths("from-${tool.replaceAll(/\W/, '')}")
        def root = scratch.path.resolve('podman-source')
        if (!Files.exists(root) && tool.contains('podman')) {
            sh("${podman(root)} load -q -i ${save(ArchiveForm.DOCKER_ARCHIVE)}")
        }
        sh(script.replace('$podman', podman(root)).replace('$saved', save(ArchiveForm.OCI_ARCHIVE).toString()))
        def other = LocalEngine.open(ours)

        when:
        def loaded = other.perform(new ArchiveOperation.LoadImages(ArchiveInput.of(scratch.path.resolve("$tool/image.tar")), MOST))
        def ran = run(other, loaded[0].image().id())

        then:
        loaded.size() == 1
        loaded[0].names() == names
        Tree.same(Tree.of(layer(ours)), files)
        ran.out().contains('root:x:0:0')

        cleanup:
        other.close()

        where:
        tool                    | names                 | script
        'podman docker-archive' | ['localhost/odd:1']   | 'mkdir "podman docker-archive"; $podman save -q --format docker-archive -o "podman docker-archive/image.tar" localhost/odd:1'
        'podman oci-archive'    | ['localhost/odd:1']   | 'mkdir "podman oci-archive"; $podman save -q --format oci-archive -o "podman oci-archive/image.tar" localhost/odd:1'
        'skopeo docker-archive' | ['odd:2']             | 'mkdir "skopeo docker-archive"; skopeo copy -q oci-archive:$saved "docker-archive:skopeo docker-archive/image.tar:odd:2"'
        'skopeo oci zstd'       | []                    | 'mkdir "skopeo oci zstd"; skopeo copy -q --dest-compress-format zstd oci-archive:$saved oci:zstd; tar -C zstd -cf "skopeo oci zstd/image.tar" .'
        'umoci gzip'            | []                    | 'mkdir "umoci gzip"; skopeo copy -q oci-archive:$saved oci:repack:odd; umoci config --image repack:odd --config.label made=by-umoci; tar -C repack -czf "umoci gzip/image.tar" --exclude=nothing .'
    }

    @Requires(value = { Files.isExecutable(Path.of('/usr/bin/buildah')) }, reason = 'needs buildah')
    def "we load what buildah commits as #form, and run it"() {
        given:
        def storage = scratch.path.resolve("buildah-$form")
        def buildah = podman(storage).replace('exec podman', 'exec buildah')
        def ours = paths("from-buildah-$form")
        def other = LocalEngine.open(ours)
        sh("""container=\$($buildah from oci-archive:${save(ArchiveForm.OCI_ARCHIVE)})
            echo from buildah > ${form}.txt
            $buildah copy -q \$container ${form}.txt /etc/made-by
            $buildah config --cmd '["cat","/etc/made-by","/etc/passwd"]' \$container
            $buildah commit -q \$container $form:${form}.tar${form == 'docker-archive' ? ':built:1' : ''}""")

        when:
        def loaded = other.perform(new ArchiveOperation.LoadImages(ArchiveInput.of(scratch.path.resolve("${form}.tar")), MOST))
        def ran = run(other, loaded[0].image().id())

        then:
        loaded*.names() == [form == 'docker-archive' ? ['built:1'] : []]
        ran.out().startsWith('from buildah\nroot:x:0:0')

        cleanup:
        other.close()

        where:
        form << ['oci-archive', 'docker-archive']
    }

    private static run(Engine engine, String image) {
        engine.perform(new ContainerOperation.RunContainer(
                ContainerSpec.builder(image).remove(true).build(), new Stdio.Capture(Optional.empty())))
    }

    def "we load what docker saves, with the same id and files, and run it"() {
        given:
        daemon.docker('import', '-c', 'CMD ["cat","/etc/passwd"]', odd.tar.toString(), 'from-docker:1')
        def id = daemon.docker('image', 'inspect', '--format', '{{.Id}}', 'from-docker:1').trim()
        daemon.docker('save', '-o', scratch.path.resolve('from-docker.tar').toString(), 'from-docker:1')
        def ours = paths('from-docker')
        def other = LocalEngine.open(ours)

        when:
        def loaded = other.perform(new ArchiveOperation.LoadImages(ArchiveInput.of(scratch.path.resolve('from-docker.tar')), MOST))

        then:
        loaded*.names() == [['from-docker:1']]
        loaded[0].image().id() == id
        Tree.same(Tree.of(layer(ours)), files)
        run(other, 'from-docker:1').out().contains('root:x:0:0')

        cleanup:
        other.close()
    }

    def "an image runs straight from #transport, and the store gives it no name"() {
        given:
        def archive = save(transport.startsWith('docker') ? ArchiveForm.DOCKER_ARCHIVE : ArchiveForm.OCI_ARCHIVE, Packing.NONE, "t-${transport.replace(':', '')}.tar")
        sh("rm -rf t-layout; mkdir t-layout; tar -C t-layout -xf $archive")
        def place = transport + (transport == 'oci:' ? scratch.path.resolve('t-layout') : archive)

        expect:
        run(engine, place).out().contains('root:x:0:0')
        engine.perform(new ImageOperation.ListImages())*.names().flatten() == ['odd:1']

        where:
        transport << ['docker-archive:', 'oci-archive:', 'oci:']
    }

    def "a repository without a tag is saved with all its tags"() {
        given:
        ['many:b', 'many:a', 'other/many:c'].each { engine.perform(new ImageOperation.TagImage('odd:1', it)) }
        def file = scratch.path.resolve('many.tar')
        def other = LocalEngine.open(paths('many'))

        when:
        engine.perform(new ArchiveOperation.SaveImages(['many'], form, Packing.NONE, new ArchiveOutput.File(file)))
        other.perform(new ArchiveOperation.LoadImages(ArchiveInput.of(file), MOST))

        then:
        other.perform(new ImageOperation.ListImages())*.names()*.toSorted() == [['many:a', 'many:b']]

        cleanup:
        other.close()
        ['many:b', 'many:a', 'other/many:c'].each { engine.perform(new ImageOperation.RemoveImage(it, false)) }

        where:
        form << ArchiveForm.values()
    }

    def "an image is exported as a new container of it would be"() {
        given:
        def file = scratch.path.resolve('exported-image.tar')
        def other = LocalEngine.open(paths('exported'))
        engine.perform(new ContainerOperation.RunContainer(
                ContainerSpec.builder('odd:1').name('changed').command(['sh', '-c', 'echo hello > /made; rm /opt/setuid']).build(),
                new Stdio.Capture(Optional.empty())))
        engine.perform(new ImageOperation.CommitContainer(CommitSpec.of('changed', 'changed:1')))

        when:
        engine.perform(new ArchiveOperation.ExportImage('changed:1', Packing.GZIP, new ArchiveOutput.File(file)))
        other.perform(new ArchiveOperation.ImportImage(ArchiveInput.of(file), Optional.empty(), '', [], MOST))
        def tree = Tree.of(layer(paths('exported')))
        def same = files.keySet() - ['opt', 'opt/setuid', 'etc'] // whose times a removal and a launch change

        then:
        'made' in tree.keySet() && !('opt/setuid' in tree.keySet())
        Tree.same(tree.subMap(same), files.subMap(same))

        cleanup:
        engine.perform(new ContainerOperation.RemoveContainer('changed', true))
        engine.perform(new ImageOperation.RemoveImage('changed:1', true))
        other.close()
    }

    def "the tutorials' journey: a file made in a container is there after export and import elsewhere"() {
        given:
        def other = LocalEngine.open(paths('elsewhere'))
        def spec = ContainerSpec.builder('odd:1').name('journey').command(['sh', '-c', 'echo hello > /made; rm /opt/first']).build()
        engine.perform(new ContainerOperation.RunContainer(spec, new Stdio.Capture(Optional.empty())))
        def file = scratch.path.resolve('exported.tar')

        when:
        engine.perform(new ArchiveOperation.ExportContainer('journey', packing, new ArchiveOutput.File(file)))
        def image = other.perform(new ArchiveOperation.ImportImage(ArchiveInput.of(file), Optional.empty(), '', [], MOST))
        def out = other.perform(new ContainerOperation.RunContainer(
                ContainerSpec.builder(image.id()).remove(true).command(['sh', '-c', 'cat /made; ls /opt/first /opt/second']).build(),
                new Stdio.Capture(Optional.empty())))

        then:
        out.out() == 'hello\n/opt/second\n'

        cleanup:
        engine.perform(new ContainerOperation.RemoveContainer('journey', true))
        other.close()

        where:
        packing << Packing.values()
    }
}
