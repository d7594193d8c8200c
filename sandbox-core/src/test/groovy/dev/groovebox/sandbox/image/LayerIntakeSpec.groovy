package dev.groovebox.sandbox.image

import dev.groovebox.registry.oci.Descriptor
import dev.groovebox.registry.oci.Digest
import dev.groovebox.registry.oci.MediaTypes
import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.image.layer.LayerClaims
import dev.groovebox.sandbox.image.tar.TarEntry
import dev.groovebox.sandbox.image.tar.TarType
import dev.groovebox.sandbox.image.tar.TarWriter
import dev.groovebox.sandbox.linux.file.BytePath
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.storage.EnginePaths
import java.nio.file.Files
import java.security.MessageDigest
import java.time.Instant
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.TimeUnit
import java.util.zip.GZIPOutputStream
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.Timeout

@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'layers keep owners')
@Timeout(60)
class LayerIntakeSpec extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()
    def paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    def store = new ImageStore(paths, new JnaFileCalls())
    List<Event> events = Collections.synchronizedList([])

    private take(List<IncomingLayer> layers, long mostBytes = 1 << 30) {
        store.intake(IntakeWords.LOAD, mostBytes) { events << it }.take(layers)
    }

    private static byte[] tar(String path, byte[] content) {
        def bytes = new ByteArrayOutputStream()
        new TarWriter(bytes).withCloseable {
            it.begin(new TarEntry(BytePath.of(path), TarType.FILE, 0644, 0, 0, content.length, Instant.EPOCH, BytePath.ROOT, 0, 0, [:]))
            it.content(content, content.length)
        }
        bytes.toByteArray()
    }

    private static byte[] gzip(byte[] bytes) {
        def packed = new ByteArrayOutputStream()
        new GZIPOutputStream(packed).withCloseable { it.write(bytes) }
        packed.toByteArray()
    }

    private static Digest digest(byte[] bytes) {
        Digest.sha256(HexFormat.of().formatHex(MessageDigest.getInstance('SHA-256').digest(bytes)))
    }

    private static IncomingLayer gzipped(String name, byte[] tar, Closure<InputStream> open = null) {
        def packed = gzip(tar)
        def blob = Descriptor.of(MediaTypes.OCI_LAYER_GZIP, digest(packed), packed.length)
        new IncomingLayer(name, LayerClaims.of(digest(tar), blob), open ?: { new ByteArrayInputStream(packed) })
    }

    private List<String> leftInStaging() {
        Files.isDirectory(paths.temporary()) ? paths.temporary().toFile().list().toList() : []
    }

    def "one intake takes the layers of several images, one after another"() {
        given:
        def intake = store.intake(IntakeWords.LOAD, 1 << 30) { events << it }

        expect:
        ['one', 'two'].collect { intake.take([gzipped(it, tar(it, it.bytes))]).size() } == [1, 1]
    }

    def "a layer is kept as it came, and unpacked, in one pass"() {
        given:
        def tar = tar('hello', 'content'.bytes)
        def layer = gzipped('one', tar)

        when:
        def stored = take([layer])[0]

        then:
        stored.diffId() == digest(tar)
        stored.sizeBytes() == 7
        Files.readString(paths.layer(digest(tar).hex()).resolve('hello')) == 'content'
        digest(Files.readAllBytes(paths.blob('sha256', stored.blob().digest().hex()))) == stored.blob().digest()
        events.last() == new Event.ProgressDone('one', 'Loaded', layer.claims().blob().get().size())
        leftInStaging() == []
    }

    def "a layer that is here is not asked for"() {
        given:
        def tar = tar('hello', 'content'.bytes)
        take([gzipped('one', tar)])

        expect:
        take([gzipped('one', tar) { throw new AssertionError('asked' as Object) }])[0].diffId() == digest(tar)
        events.last().done() == 'Already exists'
    }

    def "of a layer that is half here, only the missing half is made"() {
        given:
        def tar = tar('hello', 'content'.bytes)
        def stored = take([gzipped('one', tar)])[0]
        def folder = paths.layer(stored.diffId().hex())
        def before = Files.getAttribute(folder, 'unix:ino')
        Files.delete(paths.blob('sha256', stored.blob().digest().hex()))

        when:
        take([gzipped('one', tar)])

        then:
        Files.exists(paths.blob('sha256', stored.blob().digest().hex()))
        Files.getAttribute(folder, 'unix:ino') == before
    }

    def "layers come at the same time"() {
        given: 'four layers of which none goes on before all have begun'
        def barrier = new CyclicBarrier(4)
        def layers = (1..4).collect { number ->
            def tar = tar("file-$number", new byte[1000])
            gzipped("layer-$number", tar) { barrier.await(20, TimeUnit.SECONDS); new ByteArrayInputStream(gzip(tar)) }
        }

        expect:
        take(layers)*.diffId().unique().size() == 4
    }

    def "an archive whose digests nobody knows gets its own: #form"() {
        given:
        def tar = tar('hello', 'content'.bytes)
        def bytes = pack(tar)

        when:
        def stored = take([new IncomingLayer('-', LayerClaims.NONE, { new ByteArrayInputStream(bytes) })])[0]

        then:
        stored.diffId() == digest(tar)
        stored.blob().digest() == digest(bytes)
        stored.blob().mediaType() == type

        where:
        form          | pack                                                | type
        'plain'       | { byte[] b -> b }                                   | MediaTypes.OCI_LAYER
        'gzip'        | { byte[] b -> gzip(b) }                             | MediaTypes.OCI_LAYER_GZIP
        'zstd'        | { byte[] b -> com.github.luben.zstd.Zstd.compress(b) } | MediaTypes.OCI_LAYER_ZSTD
        'two members' | { byte[] b -> inTwoMembers(b) }                     | MediaTypes.OCI_LAYER_GZIP
    }

    private static byte[] inTwoMembers(byte[] bytes) {
        def both = new ByteArrayOutputStream()
        both.write(gzip(Arrays.copyOf(bytes, 600)))
        both.write(gzip(Arrays.copyOfRange(bytes, 600, bytes.length)))
        both.toByteArray()
    }

    def "one bad layer ends the intake with its own failure, and nothing of it is visible: #damage"() {
        given:
        def good = gzipped('good', tar('good', new byte[10]))
        def bad = damaged(gzipped('bad', tar('bad', new byte[100_000])))

        when:
        take([good, bad], 50_000)

        then:
        def e = thrown(EngineException)
        e.message.startsWith("cannot load layer 'bad': ")
        !Files.exists(paths.layer(bad.claims().diffId().get().hex()))
        !Files.exists(paths.blob('sha256', bad.claims().blob().get().digest().hex()))
        leftInStaging() == []

        where:
        damage              | damaged
        'a bomb'            | { it }
        'cut short'         | { l -> new IncomingLayer('bad', l.claims(), { new ByteArrayInputStream(l.content().open().readNBytes(60)) }) }
        'other bytes'       | { l -> new IncomingLayer('bad', l.claims(), { new ByteArrayInputStream(gzip(tar('bad', new byte[9]))) }) }
        'the wrong diff id' | { l -> new IncomingLayer('bad', LayerClaims.of(digest('x'.bytes), Descriptor.of(MediaTypes.OCI_LAYER_GZIP, digest(gzip(tar('a', new byte[3]))), gzip(tar('a', new byte[3])).length)), { new ByteArrayInputStream(gzip(tar('a', new byte[3]))) }) }
        'more behind it'    | { l -> new IncomingLayer('bad', l.claims(), { new SequenceInputStream(l.content().open(), new ByteArrayInputStream(new byte[1])) }) }
    }
}
