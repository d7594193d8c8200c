package dev.groovebox.spec.registry

import dev.groovebox.sandbox.distribution.DistributionSpecification
import dev.groovebox.sandbox.distribution.FaultyRegistry
import dev.groovebox.spec.Groovebox

import java.nio.file.Files
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification

/** A pull that is killed by SIGKILL in the middle of a layer, and what the next one asks for. */
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'the engine needs root')
class KilledPullSpec extends Specification {
    static final PART = 2 << 20

    @AutoCleanup
    Groovebox groovebox = new Groovebox()
    @AutoCleanup
    FaultyRegistry registry = new FaultyRegistry()

    def "the next pull goes on where the killed one was, and nothing half is seen"() {
        given:
        byte[] layer = DistributionSpecification.layer(3 << 20)
        def digest = FaultyRegistry.digest(layer)
        byte[] config = """{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["$digest"]}}""".bytes
        registry.blobs[digest] = layer
        registry.blobs[FaultyRegistry.digest(config)] = config
        registry.manifests['1'] = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{
            "mediaType":"application/vnd.oci.image.config.v1+json","digest":"${FaultyRegistry.digest(config)}","size":$config.length},
            "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"$digest","size":$layer.length}]}""".bytes
        boolean first = true
        registry.fault = { request, reply ->
            if (!request.path.endsWith(digest) || !first) {
                return false
            }
            first = false
            reply.raw("HTTP/1.1 200 X\r\nContent-Length: $layer.length\r\n\r\n", Arrays.copyOf(layer, PART))
            Thread.sleep(65_000)
            reply.close()
        }
        def partial = groovebox.root.resolve("partial/sha256-${digest.substring(7)}")
        def name = "$registry.host/team/tool:1"

        when:
        groovebox.run('version') // the first start after a build makes the class archive
        def process = groovebox.start('pull', name)
        def deadline = System.nanoTime() + 60_000_000_000L
        while (!(Files.exists(partial) && Files.size(partial) == PART)) {
            assert System.nanoTime() < deadline && process.alive: [partial, Files.exists(partial) ? Files.size(partial) : -1, groovebox.root.toFile().list()]
            Thread.sleep(20)
        }
        process.destroyForcibly().waitFor()

        then:
        groovebox.run('images', '-q').out == ''

        when:
        def result = groovebox.run('pull', '-q', name)

        then:
        result.exitCode == 0
        registry.requests.findAll { it.path.endsWith(digest) }*.headers*.get('range') == [null, "bytes=$PART-".toString()]
        !Files.exists(partial)
        groovebox.root.resolve('tmp').toFile().list().length == 0
    }
}
