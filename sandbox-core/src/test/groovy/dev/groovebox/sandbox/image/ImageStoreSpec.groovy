package dev.groovebox.sandbox.image

import dev.groovebox.registry.oci.Digest
import dev.groovebox.registry.oci.Reference
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.linux.file.FileCalls
import dev.groovebox.sandbox.storage.StagingArea
import java.lang.reflect.InvocationTargetException
import java.lang.reflect.Proxy
import java.nio.file.Files
import java.time.Instant
import spock.lang.Requires

class ImageStoreSpec extends ImageStoreSpecification {
    def "nothing is stored at first, and asking makes nothing"() {
        expect:
        store.list() == []
        store.find('hello').empty
        !Files.exists(paths.root())
    }

    def "an image is found by every word that can mean it"() {
        given:
        def image = add([layer('a')], 'x', 'hello', 'registry.test:5000/team/hello:1.0')
        
        expect:
        store.find(word(image.id().hex(), image.manifest())).get() == image
        image.names() == ['hello:latest', 'registry.test:5000/team/hello:1.0']

        where:
        word << [
                { String hex, Digest manifest -> 'hello' },
                { String hex, Digest manifest -> 'hello:latest' },
                { String hex, Digest manifest -> 'docker.io/library/hello' },
                { String hex, Digest manifest -> 'registry.test:5000/team/hello:1.0' },
                { String hex, Digest manifest -> hex },
                { String hex, Digest manifest -> hex.take(12) },
                { String hex, Digest manifest -> "sha256:$hex" as String },
                { String hex, Digest manifest -> manifest.toString() },
                { String hex, Digest manifest -> "hello@$manifest" as String },
        ]
    }

    def "a name that is not here is answered with the nearest that is"() {
        given:
        add([layer('a')], 'x', 'hello', 'web:1.0')

        when:
        store.require('helo')

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.NOT_FOUND
        e.message == "cannot find image 'helo': no such image is stored; did you mean 'hello'?"
    }

    def "the same files make the same layer, stored once"() {
        expect:
        layer('a') == layer('a')
        layersInStore().size() == 1
    }

    def "layer folders are listed topmost first and hold the files as they were given"() {
        given:
        def lower = layer('lower')
        def upper = layer('upper')
        def image = add([lower, upper], 'x', 'two')

        when:
        def folders = store.layerFolders(image)

        then:
        folders == [paths.layer(upper.diffId().hex()), paths.layer(lower.diffId().hex())]
        Files.readString(folders[0].resolve('etc/motd')) == 'upper'
        Files.readAttributes(folders[0].resolve('etc/motd'), 'unix:uid,gid,mode,lastModifiedTime').with {
            [uid, gid, mode & 07777, lastModifiedTime.toInstant()]
        } == [5, 6, 0644, Instant.ofEpochSecond(2, 3)]
        Files.getLastModifiedTime(folders[0].resolve('etc')).toInstant() == Instant.ofEpochSecond(1)
        image.sizeBytes() == 10
    }

    def "a layer that an image has twice is mounted once, where it is uppermost"() {
        given:
        def a = layer('a')
        def b = layer('b')

        expect:
        store.layerFolders(add([a, b, a], 'x', 'twice'))*.fileName*.toString() == [a, b]*.diffId()*.hex()
    }

    def "a name moves to the image that gets it last; the other stays, nameless"() {
        given:
        def first = add([layer('a')], 'first', 'hello')
        def second = add([layer('a')], 'second', 'hello')

        expect:
        store.find('hello').get().id() == second.id()
        store.find(first.id().hex()).get().names() == []
        store.list()*.id() == [first, second]*.id()*.toString()
    }

    def "an image gets another name and keeps its own"() {
        given:
        def image = add([layer('a')], 'x', 'hello')

        when:
        store.tag(image.id().hex().take(10), Reference.parse('again:2'))

        then:
        store.find('again:2').get().id() == image.id()
        store.find('hello').get().names() == ['hello:latest', 'again:2']
        store.list().size() == 1
    }

    def "an image that is removed while it gets another name is told of as one that is not here"() {
        given:
        add([layer('a')], 'x', 'hello')
        def removing = new ImageStore(paths, doing(calls) { remove('hello') })

        when:
        removing.tag('hello', Reference.parse('again'))

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.NOT_FOUND
        e.message.startsWith("cannot find image 'hello'")
    }

    /** Calls that do something before the first lock that nobody else may hold. */
    private static FileCalls doing(FileCalls calls, Closure first) {
        def done = false
        Proxy.newProxyInstance(FileCalls.classLoader, [FileCalls] as Class[]) { proxy, method, arguments ->
            if (!done && method.name == 'lock' && arguments[1]) {
                done = true
                first()
            }
            try {
                method.invoke(calls, arguments)
            } catch (InvocationTargetException e) {
                throw e.cause
            }
        } as FileCalls
    }

    def "removing a name leaves the image its others; removing the last deletes what only it used"() {
        given:
        def shared = layer('shared')
        def own = layer('own')
        def image = add([shared, own], 'x', 'hello', 'hello:2')
        def other = add([shared], 'y', 'other')

        when:
        def lines = remove('hello:2')

        then:
        lines == ['Untagged: hello:2']
        store.find('hello').present

        when:
        lines = remove('hello')

        then:
        lines == ['Untagged: hello:latest', "Deleted: ${image.id()}", "Deleted: ${own.diffId()}"]*.toString()
        store.list()*.id() == [other.id().toString()]
        layersInStore() == [shared.diffId().hex()]
        blobsInStore() as Set == [shared.blob().digest(), other.id(), other.manifest()]*.hex() as Set
        Files.list(paths.temporary()).withCloseable { it.toList() } == []
    }

    def "an id that several repositories name is not removed without force"() {
        given:
        def image = add([layer('a')], 'x', 'hello', 'web')

        when:
        remove(image.id().hex())

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.CONFLICT

        when:
        def lines = remove(image.id().hex(), true)

        then:
        lines.take(2) == ['Untagged: hello:latest', 'Untagged: web:latest']
        store.list() == []
    }

    def "an image under a container is not removed; with force it loses its name and the container keeps the layers"() {
        given:
        def image = add([layer('a')], 'x', 'hello')
        containers[image.id()] = ['box']

        when:
        remove('hello')

        then:
        def e = thrown(EngineException)
        e.message.contains('used by container box')

        when:
        def lines = remove('hello', true)

        then:
        lines == ['Untagged: hello:latest']
        store.find('hello').empty
        layersInStore().size() == 1

        when: 'the container is gone, any removal ends the work'
        containers.clear()
        add([layer('b')], 'y', 'other')
        lines = remove('other')

        then:
        layersInStore() == []
        lines.contains("Deleted: ${image.id()}".toString())
    }

    def "while something new stands on the content, a removal takes the name only"() {
        given:
        add([layer('a')], 'x', 'hello')
        def held = store.hold()

        when:
        def lines = remove('hello')

        then:
        lines == ['Untagged: hello:latest']
        layersInStore().size() == 1

        cleanup:
        held.close()
    }

    def "a blob that is not what its digest says is an error that names it"() {
        given:
        def image = add([layer('a')], 'x', 'hello')
        def blob = paths.blob('sha256', image.id().hex())
        Files.writeString(blob, Files.readString(blob).replace('A=b', 'A=c'))

        when:
        store.find('hello')

        then:
        def e = thrown(EngineException)
        e.message.contains(blob.toString())
        e.message.contains('its content is not what its digest says')
    }

    def "one damaged image is named, the others are there all the same"() {
        given:
        def good = add([layer('a')], 'x', 'good')
        def bad = add([layer('a')], 'y', 'bad')
        Files.write(paths.blob('sha256', bad.manifest().hex()), new byte[0])
        def told = []

        expect:
        store.list { told << it.message }*.id() == [good.id().toString()]
        told.size() == 1
        told[0].contains(bad.manifest().hex())
        store.require('good') == good

        when:
        store.require('god')

        then:
        def e = thrown(EngineException)
        e.message.endsWith("did you mean 'good'?")
    }

    def "images are listed from the index alone: none of them is opened"() {
        given:
        def image = add([layer('a')], 'x', 'hello', 'hello:2')
        def config = paths.blob('sha256', image.id().hex())
        def row = store.list()
        Files.delete(config)

        expect:
        store.list() == row
        row[0].with { [id(), digest(), names(), created(), sizeBytes()] } ==
                [image.id().toString(), image.stored().toString(), ['hello:latest', 'hello:2'], Instant.ofEpochSecond(9), 1]
    }

    def "two processes' changes of the index are both kept"() {
        given:
        def a = layer('a')
        def images = (1..20).collect { "image$it" as String }

        when:
        images.parallelStream().forEach { name -> add([a], name, name) }

        then:
        store.list()*.names().flatten() as Set == images.collect { "$it:latest" as String } as Set
    }

    @Requires(value = { new File('/usr/bin/skopeo').exists() && new File('/usr/bin/umoci').exists() },
            reason = 'the peers that read the layout')
    def "skopeo and umoci read the store in place"() {
        given:
        def image = add([layer('a'), layer('b')], 'x', 'hello', 'web:1.0')
        def images = paths.images()
        def bundle = scratch.path.resolve('bundle')

        expect:
        run('skopeo', 'inspect', "oci:$images:docker.io/library/hello:latest").contains('"label": "x"')
        run('umoci', 'ls', '--layout', "$images").readLines() as Set ==
                ['docker.io/library/hello:latest', 'docker.io/library/web:1.0'] as Set
        run('skopeo', 'copy', "oci:$images:docker.io/library/web:1.0", "oci:${scratch.path}/copy:web")
        run('umoci', 'unpack', '--image', "${scratch.path}/copy:web", "$bundle").empty
        Files.readString(bundle.resolve('rootfs/etc/motd')) == 'b'
        Files.getAttribute(bundle.resolve('rootfs/etc/motd'), 'unix:uid') == 5
    }

    @Requires(value = { new File('/usr/bin/skopeo').exists() }, reason = 'the peer that writes the layout')
    def "what another tool puts into the layout is an image too: #compression"() {
        given: 'the same image in a folder of its own, and in the store again by another tool'
        def image = add([layer('a'), layer('b')], 'x', 'hello')
        def tree = store.layerFolders(image).collect { Files.readString(it.resolve('etc/motd')) }
        run('skopeo', 'copy', '--dest-compress-format', compression, '--dest-compress',
                "oci:${paths.images()}:docker.io/library/hello:latest", "dir:${scratch.path}/copy")
        remove('hello')

        when:
        run('skopeo', 'copy', "dir:${scratch.path}/copy", "oci:${paths.images()}:docker.io/library/other:1")
        def other = store.require('other:1')

        then:
        layersInStore() == []
        store.layerFolders(other).collect { Files.readString(it.resolve('etc/motd')) } == tree
        other.config().execution() == image.config().execution()
        store.find(other.id().hex().take(12)).present
        remove('other:1').size() == 4
        blobsInStore() == []

        where:
        compression << ['gzip', 'zstd']
    }

    def "a layer whose blob is damaged is not unpacked, and nothing of it is visible"() {
        given:
        def made = layer('a')
        def image = add([made], 'x', 'hello')
        StagingArea.open(paths, calls).withCloseable { store.layers().delete(made.diffId(), it) }
        def blob = paths.blob('sha256', made.blob().digest().hex())
        def bytes = Files.readAllBytes(blob)
        bytes[bytes.length - 40] ^= 1
        Files.write(blob, bytes)

        when:
        store.layerFolders(image)

        then:
        def e = thrown(EngineException)
        e.message.contains(blob.toString())
        layersInStore() == []
        Files.list(paths.temporary()).withCloseable { it.toList() } == []
    }
}
