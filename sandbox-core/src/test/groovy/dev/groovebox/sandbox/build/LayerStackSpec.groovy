package dev.groovebox.sandbox.build

import dev.groovebox.registry.oci.Descriptor
import dev.groovebox.registry.oci.Digest
import dev.groovebox.registry.oci.Digests
import dev.groovebox.sandbox.image.layer.StoredLayer
import spock.lang.Specification

/** OCI image-spec, config.md, "Layer ChainID". */
class LayerStackSpec extends Specification {
    static Digest digest(String text) {
        Digests.of('sha256', text.bytes)
    }

    static StoredLayer layer(String text) {
        StoredLayer.of(digest(text), Descriptor.of('application/vnd.oci.image.layer.v1.tar+gzip', digest("${text}.gz"), 1L))
    }

    def "its name is the chain id of its layers, and the order counts"() {
        given:
        def (a, b, c) = ['a', 'b', 'c'].collect { layer(it) }
        def ab = digest("${digest('a')} ${digest('b')}")

        expect:
        LayerStack.of([]).chainId() == ''
        LayerStack.of([a]).chainId() == digest('a').toString()
        LayerStack.of([a, b]).chainId() == ab.toString()
        LayerStack.of([a, b, c]).chainId() == digest("$ab ${digest('c')}").toString()
        LayerStack.of([b, a]).chainId() != ab.toString()
        LayerStack.of([a]).with(b) == LayerStack.of([a, b])
    }
}
