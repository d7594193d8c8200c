package dev.groovebox.spec.registry

import dev.groovebox.registry.oci.Platform
import dev.groovebox.sandbox.distribution.FaultyRegistry
import dev.groovebox.sandbox.linux.seccomp.DockerDaemon
import dev.groovebox.sandbox.operation.LayerCompression
import dev.groovebox.sandbox.operation.RegistryOperation

import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared

/** TLS by certs.d, what is refused on a network, and other tools reading what we write and writing what we read. */
class TlsAndPeersSpec extends RegistrySpecification {
    /** An address of this machine that is not its loopback, and of a real card, since bridges come and go: nothing is insecure there by itself. */
    static final String OUTSIDE = NetworkInterface.networkInterfaces().toList()
            .findAll { it.up && it.name =~ /^e(th|n)/ }*.inetAddresses()*.toList().flatten()
            .find { it instanceof Inet4Address }?.hostAddress

    @Shared
    @AutoCleanup
    DockerRegistry registry = new DockerRegistry()

    def setupSpec() {
        importTool()
        push('tool:1', "$registry.host/tool:1")
        push('tool:1', "$registry.host/tool:z", LayerCompression.parse('zstd'))
        push('tool:1', "$registry.host/tool:g", LayerCompression.parse('gzip:9'))
    }

    @Requires({ TlsAndPeersSpec.OUTSIDE })
    def "TLS: an unknown authority is refused, one of certs.d is believed, and our certificate is shown when it is asked for"() {
        given:
        def authority = new TestAuthority(scratch.path.resolve('ca'), OUTSIDE)
        def secure = new DockerRegistry(address: OUTSIDE, tls: authority.folder, clientCa: true)
        def to = "$secure.host/tool:1"

        expect:
        failure { push('tool:1', to) } =~ /TLS: .*certif/

        when: 'the authority is known, and we have no certificate'
        def folder = Files.createDirectories(scratch.path.resolve("certs.d/$secure.host"))
        Files.copy(authority.folder.resolve('ca.crt'), folder.resolve('ca.crt'))
        failure { push('tool:1', to) }
        Files.copy(authority.folder.resolve('client.cert'), folder.resolve('client.cert'))
        Files.copy(authority.folder.resolve('client.key'), folder.resolve('client.key'))
        push('tool:1', to)

        then:
        pull(to).digest()

        when: 'the certificate is of another name'
        def elsewhere = new DockerRegistry(address: '127.0.0.1', tls: authority.folder)
        def other = Files.createDirectories(scratch.path.resolve("certs.d/$elsewhere.host"))
        Files.copy(authority.folder.resolve('ca.crt'), other.resolve('ca.crt'))

        then:
        failure { push('tool:1', "$elsewhere.host/tool:1") } =~ /TLS: .*No subject alternative names/

        cleanup:
        secure?.close()
        elsewhere?.close()
    }

    @Requires({ TlsAndPeersSpec.OUTSIDE })
    def "http on a network is refused unless the registry is called insecure, by name or by network: #how"() {
        given:
        def plain = new DockerRegistry(address: OUTSIDE)
        def to = "$plain.host/tool:1"

        expect:
        failure { push('tool:1', to) }.contains('TLS:')

        when:
        Files.writeString(daemonJson, """{"insecure-registries": ["${insecure.call(plain)}"]}""")

        then:
        push('tool:1', to).digest()

        cleanup:
        Files.deleteIfExists(daemonJson)
        plain.close()

        where:
        how       | insecure
        'name'    | { it.host }
        'network' | { "$it.address/24" }
    }

    @Requires({ TlsAndPeersSpec.OUTSIDE })
    def "a registry of the network can't lead us to a service of this machine"() {
        given:
        def inner = new FaultyRegistry()
        def outer = new FaultyRegistry(OUTSIDE)
        Files.writeString(daemonJson, """{"insecure-registries": ["$outer.host"]}""")
        outer.fault = { request, reply ->
            request.path != '/v2/' && reply.status(307, ['Location': "http://$target:$inner.port/secret" as String])
        }

        expect:
        failure { pull("$outer.host/tool:1") }.contains('an address that is loopback while its own is not; refused')
        inner.requests.empty

        cleanup:
        Files.deleteIfExists(daemonJson)
        [inner, outer]*.close()

        where:
        target << ['127.0.0.1', 'localhost']
    }

    def "a registry on IPv6"() {
        given:
        def registry = new FaultyRegistry('::1')

        expect:
        failure { pull("$registry.host/tool:1") }.contains('answered 404')
        registry.requests*.headers*.get('host').toSet() == ["[::1]:$registry.port"].toSet()

        cleanup:
        registry.close()
    }

    def "skopeo reads what we pushed, and its configuration is ours: #tag"() {
        expect:
        run('skopeo', 'inspect', '--raw', '--tls-verify=false', "docker://$registry.host/tool:$tag").contains(imageId('tool:1'))

        and: 'all of it, verified'
        run('skopeo', 'copy', '-q', '--src-tls-verify=false', "docker://$registry.host/tool:$tag", "oci:${scratch.path.resolve("skopeo-$tag")}:x") == ''

        where:
        tag << ['1', 'z', 'g']
    }

    def "podman pulls what we pushed: #tag"() {
        when: 'in a mount namespace of its own, where its folder has the short name that it wants'
        def podman = 'podman --root /mnt/podman --runroot /mnt/podman-run --storage-driver vfs'
        def image = "$registry.host/tool:$tag"
        def said = run('unshare', '--mount', '--propagation', 'private', 'sh', '-c', "mount --bind '$scratch.path' /mnt && $podman pull -q --tls-verify=false $image " +
                "&& $podman image inspect --format '{{.Id}}' $image")

        then:
        said.readLines().last() == imageId('tool:1').substring(7)

        where:
        tag << ['1', 'z']
    }

    @Requires({ DockerDaemon.isAvailable() })
    def "docker pulls and runs what we pushed, and we pull and run what docker pushes"() {
        given:
        def docker = new DockerDaemon()
        def call = { Object... words -> dev.groovebox.sandbox.linux.seccomp.SyscallProber.run(docker.scratch.path, docker.command(*words*.toString())) }

        when:
        call('pull', '-q', "$registry.host/tool:1")

        then:
        call('image', 'inspect', '--format', '{{.Id}}', "$registry.host/tool:1").trim() == imageId('tool:1')
        docker.run([], "$registry.host/tool:1", []).trim() == 'hello from afar'

        when:
        call('tag', "$registry.host/tool:1", "$registry.host/by-docker:1")
        call('push', '-q', "$registry.host/by-docker:1")
        pull("$registry.host/by-docker:1")

        then:
        output("$registry.host/by-docker:1") == 'hello from afar'

        cleanup:
        docker.close()
    }

    def "we pull what buildah and skopeo push: OCI, docker's schema 2, zstd, and one of many platforms"() {
        given:
        def buildah = ['buildah', '--storage-driver', 'vfs', '--root', "${scratch.path.resolve('buildah')}", '--runroot', "${scratch.path.resolve('buildah-run')}"]
        def container = run(*buildah, 'from', 'scratch')
        run(*buildah, 'add', '-q', container, scratch.path.resolve('tool.tar').toString(), '/')
        run(*buildah, 'config', '--cmd', '/bin/echo from buildah', container)
        run(*buildah, 'commit', '-q', container, 'one')
        run(*buildah, 'config', '--arch', 's390x', container)
        run(*buildah, 'commit', '-q', container, 'other')
        run(*buildah, 'manifest', 'create', 'many', 'containers-storage:localhost/one', 'containers-storage:localhost/other')

        when:
        run(*buildah, 'push', '-q', '--tls-verify=false', '--format', 'v2s2', 'one', "docker://$registry.host/buildah:v2s2")
        run(*buildah, 'push', '-q', '--tls-verify=false', 'one', "docker://$registry.host/buildah:oci")
        run(*buildah, 'manifest', 'push', '-q', '--all', '--tls-verify=false', 'many', "docker://$registry.host/buildah:many")
        run('skopeo', 'copy', '-q', '--src-tls-verify=false', '--dest-tls-verify=false', '--dest-compress-format', 'zstd', '--format', 'oci',
                "docker://$registry.host/buildah:oci", "oci:${scratch.path.resolve('zstd')}:x")
        run('skopeo', 'copy', '-q', '--dest-tls-verify=false', "oci:${scratch.path.resolve('zstd')}:x", "docker://$registry.host/buildah:zstd")

        then:
        ['v2s2', 'oci', 'many', 'zstd'].collect { tag ->
            pull("$registry.host/buildah:$tag")
            output("$registry.host/buildah:$tag")
        } == ['from buildah'] * 4

        and: 'another platform\'s, when it is asked for'
        engine.perform(new RegistryOperation.Pull("$registry.host/buildah:many", Optional.of(Platform.parse('linux/s390x')), false), events.&add)[0].id() !=
                engine.perform(new RegistryOperation.Pull("$registry.host/buildah:oci"))[0].id()
    }

    def "pulled here and pushed there, the digest is the same: #from"() {
        given:
        def second = new DockerRegistry()
        def here = "$registry.host/tool:$from"

        when:
        pull(here)
        def pushed = push(here, "$second.host/tool:1")

        then:
        pushed.digest() == engine.perform(new RegistryOperation.InspectManifest(here)).digest()

        cleanup:
        second.close()

        where:
        from << ['1', 'z', 'g']
    }
}
