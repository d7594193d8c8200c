package dev.groovebox.sandbox.image

import dev.groovebox.registry.oci.Reference
import java.nio.file.Files
import java.time.Instant

/** Removing many images at once, and what killed commands have left; removing one is in ImageStoreSpec. */
class ImageCareSpec extends ImageStoreSpecification {
    def "a pruning takes nameless images and leaves the others; a dry run tells the same and takes nothing"() {
        given:
        def old = add([layer('old')], 'x', 'hello')
        def now = add([layer('now')], 'y', 'hello')

        when:
        def told = prune(dryRun: true)

        then:
        told.lines() == ["deleted: ${old.id()}", "deleted: ${old.config().diffIds()[0]}"]*.toString()
        told.reclaimedBytes() > 0
        store.list().size() == 2

        when:
        def done = prune()

        then:
        done == told
        store.list()*.id() == [now.id().toString()]
        layersInStore() == [now.config().diffIds()[0].hex()]
        prune().lines() == []
    }

    def "with all, every image goes that no container stands on"() {
        given:
        def used = add([layer('a')], 'x', 'used')
        add([layer('b')], 'y', 'spare', 'spare:2')
        containers[used.id()] = ['box']

        expect:
        prune(all: true).lines().take(2) == ['untagged: spare:latest', 'untagged: spare:2']
        store.list()*.names() == [['used:latest']]
    }

    def "age, labels and a number to keep narrow it: #rules"() {
        given:
        (1..4).each { addMade(Instant.ofEpochSecond(it), [layer("$it")], it % 2 ? 'odd' : 'even', "web:$it") }
        addMade(Instant.ofEpochSecond(1), [layer('db')], 'odd', 'db:1')

        when:
        prune([all: true] + rules)

        then:
        store.list()*.names().flatten() as Set == left as Set

        where:
        rules                                                  || left
        [:]                                                    || []
        [before: Instant.ofEpochSecond(3)]                     || ['web:3', 'web:4']
        [labels: [label: 'odd']]                               || ['web:2', 'web:4']
        [labels: [label: '']]                                  || []
        [labels: [other: '']]                                  || ['web:1', 'web:2', 'web:3', 'web:4', 'db:1']
        [keep: 2]                                              || ['web:3', 'web:4', 'db:1']
        [keep: 1, before: Instant.ofEpochSecond(3)]            || ['web:3', 'web:4', 'db:1']
        [keep: 0]                                              || []
    }

    def "what no image and no cache knows is swept: layers of a killed build, blobs, strange files"() {
        given:
        def image = add([layer('mine')], 'x', 'hello')
        def orphan = layer('orphan')
        def wanted = layer('wanted')
        cached << wanted
        Files.writeString(paths.blobs().resolve('sha256/.junk.new'), 'x')

        when:
        def told = prune(dryRun: true)
        def done = prune()

        then:
        done == told
        layersInStore() as Set == [image.config().diffIds()[0], wanted.diffId()]*.hex() as Set
        blobsInStore() as Set == [image.id(), image.manifest(), store.storedLayers(image)[0].blob().digest(), wanted.blob().digest()]*.hex() as Set
        done.lines().any { it.contains(orphan.diffId().toString()) }
    }

    def "nothing is swept while a build or a pull holds the content"() {
        given:
        layer('being built')
        def held = store.hold()

        expect:
        prune().lines() == []
        layersInStore().size() == 1

        cleanup:
        held.close()
    }

    def "an image that is damaged hinders no removal, goes itself, and keeps what a container may need"() {
        given:
        def bad = add([layer('bad')], 'x', 'bad')
        add([layer('good')], 'y', 'good')
        Files.writeString(paths.blob('sha256', bad.manifest().hex()), 'x' * Files.size(paths.blob('sha256', bad.manifest().hex())))

        when:
        remove('good')

        then:
        store.list()*.names() == [['bad:latest']]

        when:
        containers[bad.id()] = ['box']
        prune(all: true)

        then:
        layersInStore() == [bad.config().diffIds()[0].hex()]

        when:
        containers.clear()
        remove('bad')
        prune()

        then:
        store.list() == []
        layersInStore() == []
        blobsInStore() == []
    }

    def "layers of a removed image stay while a container stands on an image that can't be read and may share them"() {
        given:
        def shared = layer('shared')
        def bad = add([shared], 'x', 'bad')
        add([shared], 'y', 'good')
        containers[bad.id()] = ['box']
        Files.writeString(paths.blob('sha256', bad.manifest().hex()), 'x' * Files.size(paths.blob('sha256', bad.manifest().hex())))

        when:
        remove('good')
        prune(all: true)

        then:
        layersInStore() == [shared.diffId().hex()]

        when:
        containers.clear()
        remove('bad')
        prune()

        then:
        layersInStore() == []
    }

    def "an image that came with docker's types or as an index of platforms is kept byte for byte, and tagged like any other"() {
        given:
        def mine = add([layer('a')], 'x', 'mine')
        def top = new ImageLayout(paths).with {
            def config = write(configType, store.configBytes(mine))
            def manifest = write(manifestType, new String(bytesOf(mine.manifest().hex()))
                    .replace('application/vnd.oci.image.manifest.v1+json', manifestType)
                    .replace('application/vnd.oci.image.config.v1+json', configType).bytes)
            indexed ? write('application/vnd.oci.image.index.v1+json', index(manifest).bytes) : manifest
        }

        when:
        def stored = store.add(new ReceivedImage(top, mine.id(), [], store.storedLayers(mine)), [Reference.parse('came:1')])
        def tagged = store.tag('came:1', Reference.parse('too'))

        then:
        stored.stored() == top.digest()
        stored.id() == mine.id()
        tagged.names() == ['came:1', 'too:latest']
        store.require("too@${top.digest()}") == tagged
        store.list().find { 'came:1' in it.names() }.digest() == top.digest().toString()

        when:
        remove('mine')
        remove('came:1')
        remove('too')

        then:
        blobsInStore() == []

        where:
        configType                                      | manifestType                                           | indexed
        'application/vnd.docker.container.image.v1+json' | 'application/vnd.docker.distribution.manifest.v2+json' | false
        'application/vnd.oci.image.config.v1+json'      | 'application/vnd.oci.image.manifest.v1+json'           | true
    }

    private byte[] bytesOf(String hex) {
        Files.readAllBytes(paths.blob('sha256', hex))
    }

    private static String index(manifest) {
        def other = 'sha256:' + 'e' * 64
        """{"schemaVersion":2,"manifests":[
            {"mediaType":"${manifest.mediaType()}","digest":"$other","size":7,"platform":{"os":"linux","architecture":"s390x"}},
            {"mediaType":"${manifest.mediaType()}","digest":"${manifest.digest()}","size":${manifest.size()},
             "platform":{"os":"linux","architecture":"amd64"}}]}"""
    }
}
