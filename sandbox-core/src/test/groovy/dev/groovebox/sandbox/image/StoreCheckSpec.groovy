package dev.groovebox.sandbox.image

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.image.layer.StoredLayer
import dev.groovebox.sandbox.linux.file.BytePath
import dev.groovebox.sandbox.linux.file.FileCalls.Access
import dev.groovebox.sandbox.storage.StagingArea
import java.nio.file.Files
import java.nio.file.Path

/** What {@code system check} finds in the store of images, and how it mends it. */
class StoreCheckSpec extends ImageStoreSpecification {
    def "a store in which all is right has no findings, and neither has one without anything"() {
        expect:
        care.check(false) == []

        when:
        add([layer('a')], 'x', 'hello')

        then:
        care.check(false) == []
        care.check(true) == []
    }

    def "#damage of #which is found; a repair removes the image that can't be mended, and leaves the others"() {
        given:
        def bad = add([layer('bad')], 'x', 'bad')
        def good = add([layer('good')], 'y', 'good')
        def file = paths.blob('sha256', (which == 'a manifest' ? bad.manifest() : bad.id()).hex())
        spoil(file, damage)

        when:
        def found = care.check(false)

        then:
        found*.object() == ['image bad:latest']
        !found[0].repaired()
        found[0].problem().contains(file.toString())

        when:
        def repaired = care.check(true)

        then:
        repaired*.repaired() == [true]
        store.list()*.names() == [['good:latest']]
        store.layerFolders(good).size() == 1
        care.check(false) == []
        layersInStore().size() == 1

        where:
        [which, damage] << [['a manifest', 'a configuration'], ['flipped', 'halved', 'emptied', 'missing']].combinations()
    }

    def "a layer's blob that is #damage is archived again from the layer's folder, byte for byte"() {
        given:
        def image = add([layer('a')], 'x', 'hello')
        def file = paths.blob('sha256', store.storedLayers(image)[0].blob().digest().hex())
        def whole = Files.readAllBytes(file)
        spoil(file, damage)

        expect:
        care.check(false)*.object() == ['image hello:latest']

        when:
        def repaired = care.check(true)

        then:
        repaired*.remedy() == ['its layer was archived again']
        Files.readAllBytes(file) == whole
        care.check(false) == []

        where:
        damage << ['flipped', 'halved', 'emptied', 'missing']
    }

    def "a committed layer's blob that is #damage is archived again, byte for byte, once a container has stood on it"() {
        given:
        def image = add([committed()], 'x', 'hello')
        store.layerFolders(image)
        def file = paths.blob('sha256', store.storedLayers(image)[0].blob().digest().hex())
        def whole = Files.readAllBytes(file)
        spoil(file, damage)

        when:
        def repaired = care.check(true)

        then:
        repaired*.remedy() == ['its layer was archived again']
        Files.readAllBytes(file) == whole
        care.check(false) == []

        where:
        damage << ['flipped', 'halved', 'emptied', 'missing']
    }

    def "a committed layer whose blob is all there is of it can't be mended: #what"() {
        given:
        def image = add([layer('a'), committed()], 'x', 'hello')
        def good = add([layer('a')], 'y', 'good')
        if (container) {
            containers[image.id()] = ['box']
        }
        def blob = store.storedLayers(image)[1].blob().digest()
        spoil(paths.blob('sha256', blob.hex()), 'flipped')

        when:
        def findings = care.check(true)

        then:
        findings*.object() == ['image hello:latest']
        findings[0].problem() == "blob $blob is not what its digest says"
        findings[0].repaired() == !container
        findings[0].remedy() == what
        store.list()*.names() == (container ? [['hello:latest'], ['good:latest']] : [['good:latest']])
        store.layerFolders(good).size() == 1

        where:
        container || what
        false     || 'removed; pull, load or build it again'
        true      || 'container box needs it: pull or load it again'
    }

    /** What commit makes of a container's files: its blob alone, uncompressed. */
    private StoredLayer committed() {
        def upper = Files.createDirectories(scratch.path.resolve('upper'))
        run('sh', '-c', """cd $upper && mkdir -p opaque etc && echo new > etc/new && ln etc/new etc/again && chown 5:6 etc/new &&
            ln -s new etc/link && mkfifo etc/fifo && mknod etc/gone c 0 0 && touch -d '1 second ago' etc && chmod 4755 etc/again &&
            truncate -s 100000 etc/sparse""")
        calls.open(upper, Access.FOLDER).withCloseable {
            calls.setAttribute(it, new BytePath('opaque'), new BytePath('trusted.overlay.opaque'), 'y'.bytes)
        }
        StagingArea.open(paths, calls).withCloseable { store.layers().storeCopy(upper, it) }
    }

    def "an image that a container stands on is not removed by a repair, whatever it is like"() {
        given:
        def image = add([layer('a')], 'x', 'hello')
        containers[image.id()] = ['box']
        spoil(paths.blob('sha256', image.manifest().hex()), 'flipped')

        when:
        def findings = care.check(true)

        then:
        !findings[0].repaired()
        findings[0].remedy().contains('container box needs it')
        layersInStore().size() == 1
    }

    def "an index that is #damage loses the names and no image"() {
        given:
        def a = add([layer('a')], 'x', 'a')
        def b = add([layer('b')], 'y', 'b')
        spoil(paths.imageIndex(), damage)

        expect:
        care.check(false)*.object() == ['the index of images']

        when: 'a sweep after a kill must not take it for an empty one'
        care.sweepAfterKill()
        def repaired = care.check(true)

        then:
        repaired*.repaired() == [true]
        store.list()*.id() as Set == [a, b]*.id()*.toString() as Set
        store.require(a.id().hex()).config() == a.config()
        care.check(false) == []

        where:
        damage << ['halved', 'emptied', 'missing']
    }

    def "what a killed command left is swept when the engine is next opened; what others hold is not"() {
        given:
        add([layer('mine')], 'x', 'hello')
        def dead = store.begin()
        layer('orphan')
        dead.close()

        when:
        def working = store.begin()
        care.sweepAfterKill()

        then:
        layersInStore().size() == 2

        when:
        working.done()
        working.close()
        care.sweepAfterKill()

        then:
        layersInStore().size() == 1
        blobsInStore().size() == 3
        !care.sweepAfterKill()
    }

    def "a repair waits for nobody: while the content is held it says so"() {
        given:
        def held = store.hold()

        when:
        care.check(true)

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.BUSY

        cleanup:
        held.close()
    }

    private static void spoil(Path file, String how) {
        def bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0]
        switch (how) {
            case 'flipped': bytes[bytes.length.intdiv(2)] ^= 1; Files.write(file, bytes); break
            case 'halved': Files.write(file, Arrays.copyOf(bytes, bytes.length.intdiv(2))); break
            case 'emptied': Files.write(file, new byte[0]); break
            case 'missing': Files.delete(file); break
        }
    }
}
