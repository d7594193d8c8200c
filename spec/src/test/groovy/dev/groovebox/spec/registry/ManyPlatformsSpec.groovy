package dev.groovebox.spec.registry

import static dev.groovebox.spec.registry.RegistrySpecification.run

import dev.groovebox.registry.oci.Index
import dev.groovebox.registry.oci.Manifest
import dev.groovebox.registry.oci.Platform
import dev.groovebox.spec.Groovebox

import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Stepwise

/** An index of two platforms that buildah made: pulled, and brought into a second registry without a changed digest. */
@Stepwise
@Requires(value = { Files.isExecutable(Path.of('/usr/bin/buildah')) && Files.isExecutable(Path.of('/usr/bin/skopeo')) }, reason = 'needs buildah and skopeo')
class ManyPlatformsSpec extends RegistryCommandSpecification {
    static final HERE = Platform.ofThisMachine().toString()
    static final OTHER = 'linux/s390x'

    @Shared
    @AutoCleanup
    DockerRegistry first = new DockerRegistry()
    @Shared
    @AutoCleanup
    DockerRegistry second = new DockerRegistry()
    @Shared
    String image = "$first.host/team/many:1"

    def setupSpec() {
        def work = groovebox.work
        def buildah = ['buildah', '--storage-driver', 'vfs', '--root', "$work/buildah", '--runroot', "$work/buildah-run"]
        [HERE, OTHER].each { platform ->
            def container = run(*buildah, 'from', 'scratch')
            run(*buildah, 'add', '-q', container, Files.writeString(work.resolve('platform'), platform), '/')
            run(*buildah, 'config', '--arch', platform.split('/')[1], container)
            run(*buildah, 'commit', '-q', container, platform.split('/')[1])
        }
        run(*buildah, 'manifest', 'create', 'many', *[HERE, OTHER].collect { "containers-storage:localhost/${it.split('/')[1]}" })
        run(*buildah, 'manifest', 'push', '-q', '--all', '--tls-verify=false', 'many', "docker://$image")
    }

    def "a pull brings this machine's"() {
        expect:
        out('pull', '-q', image) == image
        id(image) == configuration(HERE)
        out('image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', image) == HERE
    }

    def "an index of which one platform is here is pushed as that platform's image, with its digest"() {
        when:
        out('push', '-q', image, "$second.host/team/one:1")

        then:
        digest("$second.host/team/one:1") == child(HERE)
    }

    def "--platform brings another's to the same index, of which the name goes on meaning this machine's, and one that is not there is an error which names those that are"() {
        expect:
        out('pull', '-q', '--platform', OTHER, image) == image
        id(image) == configuration(HERE)
        out('image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', configuration(OTHER)) == OTHER
        out('images', '-q').readLines().size() == 1

        when:
        def said = complaint('pull', '--platform', 'linux/riscv64', image)

        then:
        said.contains('it is not there for linux/riscv64')
        [HERE, OTHER].every { said.contains(it) }
    }

    def "with both platforms here the index goes to a second registry, every digest as it was"() {
        when:
        out('pull', '-q', image)
        out('push', '-q', image, "$second.host/team/many:1")

        then:
        raw("$second.host/team/many:1") == raw(image)
        [HERE, OTHER].every { raw("$second.host/team/many@${child(it)}") == raw("$first.host/team/many@${child(it)}") }

        and: 'each blob is there, and right'
        run('skopeo', 'copy', '-q', '--all', '--src-tls-verify=false', "docker://$second.host/team/many:1", "dir:${groovebox.work.resolve('whole')}") == ''
        Files.readString(groovebox.work.resolve('whole/manifest.json')).trim() == raw(image)
    }

    def "copy brings both without having any of it here"() {
        given:
        def empty = new Groovebox()

        when:
        out(empty, 'copy', image, "$second.host/copied/many:1")

        then:
        raw("$second.host/copied/many:1") == raw(image)
        run('skopeo', 'copy', '-q', '--all', '--src-tls-verify=false', "docker://$second.host/copied/many:1", "dir:${groovebox.work.resolve('copied')}") == ''
        out(empty, 'images', '-q') == ''

        cleanup:
        empty.close()
    }

    private static String raw(String name) {
        run('skopeo', 'inspect', '--raw', '--tls-verify=false', "docker://$name")
    }

    private String child(String platform) {
        Index.parse(raw(image).bytes).forPlatform(Platform.parse(platform)).get().digest()
    }

    private String configuration(String platform) {
        Manifest.parse(raw("$first.host/team/many@${child(platform)}").bytes).config().digest()
    }
}
