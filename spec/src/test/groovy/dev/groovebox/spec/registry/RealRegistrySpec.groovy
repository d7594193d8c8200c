package dev.groovebox.spec.registry

import dev.groovebox.registry.auth.Credentials
import dev.groovebox.registry.client.Registries
import dev.groovebox.registry.endpoint.ManifestContent
import dev.groovebox.registry.oci.Digests
import dev.groovebox.registry.oci.Index
import dev.groovebox.registry.oci.MediaTypes
import dev.groovebox.registry.oci.Platform
import dev.groovebox.registry.oci.Reference
import dev.groovebox.registry.settings.RegistrySettings
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.LayerCompression
import dev.groovebox.sandbox.operation.RegistryOperation
import dev.groovebox.sandbox.operation.Secret
import dev.groovebox.sandbox.storage.EnginePaths

import java.nio.file.Files
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Stepwise

/** Pull, push and the rest against docker-registry as people run it. */
@Stepwise
class RealRegistrySpec extends RegistrySpecification {
    @Shared
    @AutoCleanup
    DockerRegistry registry = new DockerRegistry()

    def setupSpec() {
        importTool()
    }

    String getName() {
        "$registry.host/team/tool:1"
    }

    def "an image is pushed, deleted here, pulled and run"() {
        when:
        def pushed = push('tool:1', name)
        def id = imageId('tool:1')
        remove('tool:1')
        def pulled = pull(name)

        then:
        pulled.digest() == pushed.digest()
        pulled.id() == id
        output(name) == 'hello from afar'
    }

    def "what is there is not sent again, and another repository gets it by a mount"() {
        when:
        push(name, name)

        then:
        events.findAll { it instanceof Event.ProgressDone }*.done().toSet() == ['Layer already exists'].toSet()

        when:
        events.clear()
        push(name, "$registry.host/other/tool:1")

        then:
        events.findAll { it instanceof Event.ProgressDone }*.done().toSet() == ['Mounted from team/tool'].toSet()
    }

    def "with zstd the configuration stays, and it is pulled and run"() {
        when:
        def before = imageId(name)
        push(name, "$registry.host/team/tool:z", LayerCompression.parse('zstd'))
        remove(name)
        pull("$registry.host/team/tool:z")

        then:
        imageId("$registry.host/team/tool:z") == before
        output("$registry.host/team/tool:z") == 'hello from afar'
    }

    def "an image that is not here is pulled when a container asks for it"() {
        expect:
        output("$registry.host/other/tool:1") == 'hello from afar'
    }

    def "by digest, without a tag"() {
        given:
        def digest = engine.perform(new RegistryOperation.InspectManifest(name)).digest()
        remove("$registry.host/other/tool:1")

        when:
        pull("$registry.host/team/tool@$digest")

        then:
        output("$registry.host/team/tool@$digest") == 'hello from afar'
    }

    def "tags, search by catalog, manifest, referrers, copy, deletion"() {
        when:
        def reference = engine.perform(new RegistryOperation.AttachArtifact(name, 'application/spdx+json', '{}'.bytes, [by: 'a spec']))

        then:
        engine.perform(new RegistryOperation.ListTags("$registry.host/team/tool")).containsAll(['1', 'z'])
        engine.perform(new RegistryOperation.SearchImages(registry.host, 'tool', 10))*.name() == ["$registry.host/other/tool", "$registry.host/team/tool"]
        engine.perform(new RegistryOperation.ListReferrers(name))*.digest() == [reference.digest()]
        engine.perform(new RegistryOperation.ListReferrers(name))[0].artifactType() == 'application/spdx+json'

        when:
        def copied = engine.perform(new RegistryOperation.CopyRemote(name, "$registry.host/copied:1", Optional.empty()))

        then:
        copied.digest() == engine.perform(new RegistryOperation.InspectManifest(name)).digest()

        when:
        engine.perform(new RegistryOperation.DeleteRemote("$registry.host/copied@${copied.digest()}"))

        then:
        failure { engine.perform(new RegistryOperation.InspectManifest("$registry.host/copied:1")) }.contains('answered 404')
    }

    def "two engines that pull the same at once fetch each layer once"() {
        given:
        def other = EnginePaths.of(scratch.path.resolve('shared'), scratch.path.resolve('shared-run'))
        def engines = (1..2).collect { LocalEngine.open(other, access) }
        def threads = Executors.newFixedThreadPool(2)

        when:
        def pulls = engines.collect { one -> threads.submit({ pull(name, one) } as Callable) }*.get()

        then:
        pulls*.id().toSet().size() == 1
        events.findAll { it instanceof Event.Trace && it.line() =~ /GET .*blobs.*: 200/ }.count { it.line().contains(layer()) } == 1

        cleanup:
        threads.shutdown()
        engines*.close()
    }

    def "with a password: refused without, then taken"() {
        given:
        def closed = new DockerRegistry(htpasswd: true)
        def to = "$closed.host/tool:1"

        when:
        def line = failure { push("$registry.host/team/tool:z", to) }

        then:
        line.contains('answered 401')

        when:
        engine.perform(new RegistryOperation.Login(closed.host, 'ops', new Secret('pw')))
        push("$registry.host/team/tool:z", to)

        then:
        pull(to).digest()

        cleanup:
        engine.perform(new RegistryOperation.Logout(closed.host))
        closed.close()
    }

    def "with a token server: each right is asked for, and only when it is needed"() {
        given:
        def authority = new TestAuthority(scratch.path.resolve('authority'), '127.0.0.1')
        def tokens = new TokenServer(authority)
        def closed = new DockerRegistry(auth: tokens.configuration)
        engine.perform(new RegistryOperation.Login(closed.host, 'ops', new Secret('pw')))

        when:
        push("$registry.host/team/tool:z", "$closed.host/secret/tool:1")
        def pushScopes = tokens.scopes.toSet()
        tokens.scopes.clear()
        pull("$closed.host/secret/tool:1")

        then:
        pushScopes == ['repository:secret/tool:pull,push'].toSet()
        tokens.scopes.toSet() == ['repository:secret/tool:pull'].toSet()

        cleanup:
        closed.close()
        tokens.close()
    }

    def "mirrors are tried in their order, and one that fails is told of and passed over"() {
        given:
        Files.writeString(daemonJson, """{"registry-mirrors": ["http://127.0.0.1:1", "http://$registry.host"]}""")
        push("$registry.host/team/tool:z", "$registry.host/library/famous:latest")

        when:
        pull('famous')

        then:
        imageId('famous:latest')
        events.findAll { it instanceof Event.Warning }*.message().any { it.startsWith('mirror 127.0.0.1:1: ') && it.endsWith('asking the next') }

        cleanup:
        Files.delete(daemonJson)
    }

    def "a daemon.json that is wrong is named: #content"() {
        given:
        Files.writeString(daemonJson, content)

        expect:
        failure { pull(name) } == "cannot read '$daemonJson': $message"

        cleanup:
        Files.delete(daemonJson)

        where:
        content                                        | message
        '{"registry-mirrors": "http://x"}'             | "'registry-mirrors' is not an array"
        '{"registry-mirrors": ["ftp://x"]}'            | 'a mirror has to be given as https://HOST or https://HOST:PORT'
        '{"insecure-registries": ["http://x"]}'        | "'insecure-registries' takes HOST, HOST:PORT or a network such as 10.0.0.0/8, not 'http://x'"
        '{"insecure-registries": ["10.0.0.0/99"]}'     | "'insecure-registries' takes HOST, HOST:PORT or a network such as 10.0.0.0/8, not '10.0.0.0/99'"
        '{"proxies": {"no-proxy": "10.0.0.0/x"}}'      | "'10.0.0.0/x' of the hosts without a proxy is no network such as 10.0.0.0/8"
        '{"max-concurrent-downloads": 0}'              | "'max-concurrent-downloads' has to be 1 to 64"
    }

    private String layer() {
        def json = engine.perform(new RegistryOperation.InspectManifest(name)).json()
        (json =~ /"layers":\[\{[^}]*"digest":"sha256:(\w+)"/)[0][1]
    }

    def "layouts and archives stand on either side of push, pull and copy, and digests stay"() {
        given: 'an image whose layers are compressed: a push compresses those that are not'
        importTool()
        def layout = "oci:${scratch.path.resolve('layout')}:v1".toString()
        def there = "$registry.host/placed/tool:1".toString()
        def digest = push('tool:1', there).digest()
        remove('tool:1')
        pull(there)

        expect: 'into a layout, from it, and from it into another'
        push(there, layout).digest() == digest
        run('skopeo', 'inspect', '--format', '{{.Digest}}', layout) == digest
        push(layout, there).digest() == digest
        copy(layout, "oci-archive:${scratch.path.resolve('copied.tar')}:v2").digest() == digest
        run('skopeo', 'inspect', '--format', '{{.Digest}}', "oci-archive:${scratch.path.resolve('copied.tar')}:v2") == digest
        copy("oci-archive:${scratch.path.resolve('copied.tar')}:v2", "$registry.host/placed/tool:2").digest() == digest

        and: "out of the registry, in docker's form"
        copy(there, "docker-archive:${scratch.path.resolve('docker.tar')}:placed:3").digest() == digest
        run('skopeo', 'inspect', '--config', "docker-archive:${scratch.path.resolve('docker.tar')}").contains('hello from afar')

        when:
        remove(there)
        def before = engine.perform(new ImageOperation.ListImages()).size()
        def pulled = pull(layout)

        then:
        pulled.digest() == digest && pulled.fresh()
        engine.perform(new ImageOperation.ListImages()).size() == before + 1
        output(pulled.id()) == 'hello from afar'
        !pull(layout).fresh()
    }

    def "a place that can't be meant is refused: #message"() {
        given:
        importTool()

        expect:
        failure { action.call(this) }.contains(message)

        where:
        message                                     | action
        'no name in a registry is given'            | { it.engine.perform(new RegistryOperation.Push('oci:/none', Optional.empty(), false, LayerCompression.AS_IT_IS)) }
        '/none/at/all: no such file'                   | { it.push('oci:/none/at/all:1', it.name) }
        'is no image layout'                        | { it.push('tool:1', "oci:${it.scratch.path}") }
        "'library/UPPER' is no repository name"     | { it.push('tool:1', 'docker-archive:/none/x.tar:UPPER') }
        'no such folder'                            | { it.push('tool:1', 'oci-archive:/none/x.tar') }
        'cannot copy to'                            | { it.copy(it.name, 'none://x') }
    }

    def "of an index, another platform's image is copied into a layout alone"() {
        given: 'an index of one image, which says that it is for another machine'
        importTool()
        push('tool:1', "$registry.host/many/tool:plain")
        def many = "$registry.host/many/tool:all"
        def other = Platform.parse('linux/s390x')
        def manifest = null
        try (def registries = new Registries(RegistrySettings.USUAL, { Credentials.ANONYMOUS }, Registries.Listener.NONE)) {
            def repository = registries.repository(Reference.parse(many))
            manifest = repository.manifest('plain').descriptor().withPlatform(other)
            byte[] index = Index.EMPTY.withManifests([manifest]).write()
            repository.putManifest('all', new ManifestContent(MediaTypes.OCI_INDEX, Digests.of('sha256', index), index))
        }
        def layout = "oci:${scratch.path.resolve('other')}:v1"

        expect:
        copy(many, layout, Optional.of(other)).digest() == manifest.digest().toString()
        run('skopeo', 'inspect', '--format', '{{.Digest}}', layout) == manifest.digest().toString()
    }

    private copy(String source, String target, Optional<Platform> platform = Optional.empty()) {
        engine.perform(new RegistryOperation.CopyRemote(source, target, platform), events.&add)
    }
}
