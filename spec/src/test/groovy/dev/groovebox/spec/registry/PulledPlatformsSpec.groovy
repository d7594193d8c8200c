package dev.groovebox.spec.registry

import dev.groovebox.registry.oci.Platform
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ArchiveForm
import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.sandbox.operation.ArchiveOutput
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.Packing
import dev.groovebox.sandbox.operation.RegistryOperation
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.operation.SystemOperation
import dev.groovebox.sandbox.operation.WaitCondition
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.spec.archive.ManyPlatforms
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Stepwise

/** What is pulled of an index over several platforms, one after the other, stays that one index. */
@Stepwise
class PulledPlatformsSpec extends RegistrySpecification {
    @Shared
    @AutoCleanup
    DockerRegistry registry = new DockerRegistry()
    @Shared
    @AutoCleanup
    DockerRegistry second = new DockerRegistry()
    @Shared
    ManyPlatforms made

    def setupSpec() {
        made = new ManyPlatforms(scratch.path, ['amd64', 'arm64', 's390x'])
        run('skopeo', 'copy', '-q', '--all', '--dest-tls-verify=false', "oci:$made.folder:docker.io/team/app:1", "docker://$name")
    }

    String getName() {
        "$registry.host/team/app:1"
    }

    private Platform linux(String architecture) {
        Platform.parse("linux/$architecture")
    }

    private pullFor(String architecture) {
        engine.perform(new RegistryOperation.Pull(name, Optional.of(linux(architecture)), false), events.&add)[0]
    }

    private String builtFor(Optional<String> architecture = Optional.empty()) {
        def spec = ContainerSpec.builder(name).remove(true)
        architecture.ifPresent { spec.platform(linux(it)) }
        engine.perform(new ContainerOperation.RunContainer(spec.build(), new Stdio.Capture(Optional.empty())), events.&add).out().trim()
    }

    private images() {
        engine.perform(new ImageOperation.ListImages())
    }

    private String savedDigest() {
        def file = scratch.path.resolve('saved.tar')
        engine.perform(new ArchiveOperation.SaveImages([name], ArchiveForm.OCI_ARCHIVE, Packing.NONE, new ArchiveOutput.File(file)))
        run('sh', '-c', "rm -rf $file-d && mkdir $file-d && tar -xf $file -C $file-d")
        ManyPlatforms.digest(scratch.path.resolve('saved.tar-d'))
    }

    def "another platform's image is pulled alone, has the index's name and digest, and runs with a warning"() {
        when:
        def pulled = pullFor('s390x')

        then:
        pulled.fresh()
        pulled.digest() == "sha256:$made.digest"
        images()*.names() == [[name]]
        images()*.digest() == ["sha256:$made.digest"]
        images()*.id() == [pulled.id()]
        builtFor() == 's390x'
        events.any { it instanceof Event.Warning && it.message().contains('is for linux/s390x, and this machine is linux/amd64') }
    }

    def "this machine's image joins it under the same name, and is what the name means from then on"() {
        when:
        def pulled = pull(name)

        then:
        pulled.fresh()
        images()*.names() == [[name]]
        images()*.digest() == ["sha256:$made.digest"]
        images()*.id() == [pulled.id()]
        builtFor() == 'amd64'
        builtFor(Optional.of('s390x')) == 's390x'
        !events.any { it instanceof Event.Warning }
        !pullFor('s390x').fresh()
        engine.perform(new SystemOperation.CheckStore(false)) == []
    }

    def "of a part of the platforms, save gives what is here under the index's digest, and push this machine's with a word of it"() {
        when:
        def saved = savedDigest()
        def pushed = push(name, "$second.host/part:1")

        then:
        saved == made.digest
        pushed.digest() == "sha256:${made.manifestOf('amd64')}"
        events.any { it instanceof Event.Warning && it.message().startsWith('not all platforms of the image are here: only linux/amd64 is pushed') }
    }

    def "a container's image of another platform is found by its id, and keeps the index from being removed"() {
        given:
        def id = engine.perform(new ContainerOperation.CreateContainer(
                ContainerSpec.builder(name).name('other').platform(linux('s390x')).build(), false))

        when:
        remove()

        then:
        def e = thrown(EngineException)
        e.message.contains('used by container other')
        engine.perform(new ContainerOperation.StartContainer(id)) != null
        engine.perform(new ContainerOperation.WaitContainer('other', WaitCondition.NOT_RUNNING)).asInt == 0

        cleanup:
        engine.perform(new ContainerOperation.RemoveContainer('other', true, false))
    }

    def "a platform that is missing is pulled when a container asks for it; then all goes out whole"() {
        when:
        def out = builtFor(Optional.of('arm64'))
        def pushed = push(name, "$second.host/whole:1")
        run('skopeo', 'copy', '-q', '--all', '--src-tls-verify=false', "docker://$second.host/whole:1", "oci:${scratch.path.resolve('whole')}:1")

        then:
        out == 'arm64'
        pushed.digest() == "sha256:$made.digest"
        savedDigest() == made.digest
        ManyPlatforms.blobs(scratch.path.resolve('saved.tar-d')) == made.blobs()
        ManyPlatforms.blobs(scratch.path.resolve('whole')) == made.blobs()
        !events.any { it instanceof Event.Warning }
        engine.perform(new SystemOperation.CheckStore(false)) == []
    }

    def "one platform is copied out without the others"() {
        when:
        def target = "oci:${scratch.path.resolve('alone')}:1"
        engine.perform(new RegistryOperation.CopyRemote(name, target, Optional.of(linux('arm64'))), events.&add)

        then:
        ManyPlatforms.digest(scratch.path.resolve('alone')) == made.manifestOf('arm64')
        ManyPlatforms.blobs(scratch.path.resolve('alone')).size() == 3
    }

    def "with its last name all platforms go"() {
        when:
        def lines = remove()

        then:
        lines.count { it.startsWith('Deleted: sha256:') } == 6
        ManyPlatforms.blobs(paths.images()).empty
    }

    private List<String> remove() {
        engine.perform(new ImageOperation.RemoveImage(name, false))
    }
}
