package dev.groovebox.sandbox.image.layer

import dev.groovebox.registry.oci.Descriptor
import dev.groovebox.registry.oci.Digest
import dev.groovebox.registry.oci.MediaTypes
import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.image.tar.TarFormatException
import dev.groovebox.sandbox.image.tar.TarEntry
import dev.groovebox.sandbox.image.tar.TarType
import dev.groovebox.sandbox.image.tar.TarWriter
import dev.groovebox.sandbox.linux.file.BytePath
import dev.groovebox.sandbox.linux.file.FileCalls.Access
import dev.groovebox.sandbox.linux.file.FileType
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest
import java.time.Instant
import java.util.zip.GZIPInputStream
import java.util.zip.GZIPOutputStream
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.Timeout

@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'layers keep owners and devices')
@Timeout(60)
class LayerSpec extends Specification {
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 123_456_789)

    @AutoCleanup
    def scratch = new ScratchFolder()

    def calls = new JnaFileCalls()
    def upper = Files.createDirectory(scratch.path.resolve('upper'))
    def unpacked = Files.createDirectory(scratch.path.resolve('unpacked'))
    def archive = scratch.path.resolve('layer.tar.gz')

    private static BytePath name(String text) {
        BytePath.of(text)
    }

    private <T> T inFolder(Path folder, Closure<T> use) {
        calls.open(folder, Access.FOLDER).withCloseable(use)
    }

    private String sh(String script) {
        def process = new ProcessBuilder('sh', '-ec', script).directory(scratch.path.toFile()).redirectErrorStream(true).start()
        def output = process.inputStream.text
        assert process.waitFor() == 0: output
        output
    }

    private StoredLayer write(Optional<Instant> timestamp = Optional.empty()) {
        Files.deleteIfExists(archive)
        new LayerWriter(calls).write(upper, archive, timestamp)
    }

    private void unpack(StoredLayer layer, long mostBytes = 1 << 30) {
        new LayerReader(calls, mostBytes).unpack(archive, layer.blob(), layer.diffId(), unpacked)
    }

    /** Everything that a file has, of every file, by path. */
    private Map<String, List> tree(Path root) {
        Map<String, List> files = new TreeMap<>()
        inFolder(root) { collect(it, BytePath.ROOT, files) }
        files
    }

    private void collect(folder, BytePath path, Map<String, List> files) {
        calls.list(folder).each { name ->
            def s = calls.status(folder, name)
            def content = s.regular ? calls.openBeneath(folder, name, Access.READ).withCloseable {
                def buffer = new byte[1 << 16]
                def count = calls.read(it, buffer, buffer.length)
                count < 0 ? '' : new String(buffer, 0, count)
            } : s.link ? calls.readLink(folder, name).raw() : ''
            def attributes = calls.attributes(folder, name).toSorted().collectEntries {
                [it.raw(), calls.attribute(folder, name, it).get().toList()]
            }
            files[path.child(name).raw()] = [s.type(), s.permissions(), s.uid(), s.gid(), s.size() * (s.folder ? 0 : 1),
                    s.modified(), s.links() * (s.folder ? 0 : 1), s.deviceMajor(), s.deviceMinor(), content, attributes]
            if (s.folder) {
                calls.openBeneath(folder, name, Access.FOLDER).withCloseable { collect(it, path.child(name), files) }
            }
        }
    }

    private void makeOneOfEverything() {
        inFolder(upper) { root ->
            calls.makeFolder(root, name('folder'), 0700)
            calls.create(root, name('file'), 0600).withCloseable { calls.write(it, 'content'.bytes, 7) }
            calls.changeOwner(root, name('file'), 3_000_000_000L, 4_000_000_000L)
            calls.changePermissions(root, name('file'), 04751)
            calls.setAttribute(root, name('file'), name('security.capability'),
                    [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] as byte[])
            calls.setAttribute(root, name('file'), name('user.odd'), [0, 10, 61, -1] as byte[])
            calls.create(root, name('z' * 255), 0600).close()
            calls.create(root, BytePath.of([0x66, 0xff, 0x0a] as byte[]), 0600).close()
            calls.makeLink(root, name('link'), name('/nowhere/' + 'l' * 200))
            calls.makeHardLink(root, name('file'), root, name('hard'))
            calls.makeNode(root, name('fifo'), FileType.FIFO, 0640, 0, 0)
            calls.makeNode(root, name('disk'), FileType.BLOCK_DEVICE, 0660, 259, 7)
            calls.changePermissions(root, name('folder'), 01777)
            calls.list(root).each { calls.changeTimes(root, it, TIME, TIME) }
            calls.changeTimes(root, name('link'), TIME, Instant.ofEpochSecond(-5, 5))
        }
    }

    def "files that grow, shrink, go and change their kind while a running container's layer is written leave a whole layer"() {
        given:
        def writer = new ProcessBuilder('sh', '-c', '''
            i=0
            while [ ! -e ../enough ]; do
                for n in 1 2 3 4 5 6 7 8; do
                    head -c $((i % 7 * 30000)) /dev/zero > grows-$n
                    head -c 100000 /dev/zero >> grows-$n
                    : > shrinks-$n
                    mkdir -p folder-$n/inner && : > folder-$n/inner/file && rm -r folder-$n && : > folder-$n && rm folder-$n
                done
                i=$((i + 1))
            done''').directory(upper.toFile()).start()

        when:
        def layers = (1..60).collect {
            Files.deleteIfExists(archive)
            def layer = new LayerWriter(calls).writeLive(upper, archive)
            new LayerReader(calls, 1 << 30).unpack(archive, layer.blob(), layer.diffId(), Files.createDirectory(unpacked.resolve("$it")))
            layer
        }

        then: 'each was read back by its digests, and not all were of the same moment'
        writer.alive
        layers*.diffId().toSet().size() > 1

        cleanup: 'it ends by itself: a killed one would leave a child that writes on'
        Files.createFile(upper.resolveSibling('enough'))
        writer?.waitFor()
    }

    def "holes are not read, are zeros to every reader, take no room in an archive that is not compressed, and are holes again (#what)"() {
        given:
        sh("cd upper; $make")

        when:
        def layer = new LayerWriter(calls).writeLive(upper, archive)
        unpack(layer)

        then:
        layer.blob().size() > 30 << 20
        (Files.getAttribute(archive, 'unix:size') as long) == layer.blob().size()
        diskBytes(archive) < 2 << 20
        diskBytes(unpacked.resolve('file')) < 2 << 20
        sh('tar -xOf layer.tar.gz file | cmp - upper/file; cmp unpacked/file upper/file; sha256sum layer.tar.gz').contains(layer.diffId().hex())
        !sh('tar -tvf layer.tar.gz --show-stored-names').contains('GNUSparseFile')

        where:
        what                  | make
        'one hole'            | 'truncate -s 30M file'
        'data, a hole, data'  | 'echo begin > file; truncate -s 30M file; echo end >> file'
        'many holes'          | 'for n in 1 2 3 4 5 6; do head -c 100000 /dev/urandom >> file; truncate -s ${n}5M file; done; truncate -s 60M file'
        'zeros that are data' | 'head -c 31457280 /dev/zero > file'
    }

    private static long diskBytes(Path file) {
        def process = ['stat', '-c', '%b %B', file.toString()].execute()
        def (blocks, size) = process.text.trim().split(' ')*.toLong()
        blocks * size
    }

    def "a layer holds all of every file, and unpacks to the same"() {
        given:
        makeOneOfEverything()

        when:
        def layer = write()
        unpack(layer)

        then:
        tree(unpacked) == tree(upper)
        layer.blob().mediaType() == MediaTypes.OCI_LAYER_GZIP
        layer.blob().size() == Files.size(archive)
        layer.blob().digest() == digest(Files.readAllBytes(archive))
        layer.diffId() == digest(new GZIPInputStream(Files.newInputStream(archive)).bytes)
        layer.sizeBytes() == 7
    }

    def "GNU tar reads what we write, and we read what it writes"() {
        given:
        makeOneOfEverything()
        sh("rm -f upper/file upper/hard; echo x > upper/plain; ln upper/plain upper/hard")
        def layer = write()

        when:
        sh("mkdir gnu; tar -C gnu --xattrs --xattrs-include='*' --same-owner -xpzf layer.tar.gz")

        then:
        withoutAttributes(tree(scratch.path.resolve('gnu'))) == withoutAttributes(tree(upper))

        when:
        sh("tar -C upper --format=$format --xattrs -czf layer.tar.gz .; zcat layer.tar.gz > layer.tar")
        unpack(new StoredLayer(digest(Files.readAllBytes(scratch.path.resolve('layer.tar'))),
                Descriptor.of(MediaTypes.OCI_LAYER_GZIP, digest(Files.readAllBytes(archive)), Files.size(archive)), 0))

        then:
        withoutAttributes(tree(unpacked)).keySet() == withoutAttributes(tree(upper)).keySet()

        where:
        format << ['gnu', 'pax']
    }

    private static Map<String, List> withoutAttributes(Map<String, List> tree) {
        tree.collectEntries { [it.key, it.value.take(10)] } as Map<String, List>
    }

    def "the same files make the same bytes, whatever the order in which they came"() {
        given:
        ['b', 'a', 'c/d', 'c/a'].each { path ->
            Files.createDirectories(upper.resolve(path).parent)
            Files.writeString(upper.resolve(path), path)
        }
        def first = write(Optional.of(TIME))

        when:
        sh('rm -r upper; mkdir upper')
        ['c/a', 'a', 'c/d', 'b'].each { path ->
            Files.createDirectories(upper.resolve(path).parent)
            Files.writeString(upper.resolve(path), path)
        }

        then:
        write(Optional.of(TIME)) == first
    }

    def "overlayfs's marks become a layer's, and back again"() {
        given:
        inFolder(upper) { root ->
            calls.makeNode(root, name('gone'), FileType.CHARACTER_DEVICE, 0, 0, 0)
            calls.makeFolder(root, name('opaque'), 0755)
            calls.setAttribute(root, name('opaque'), name('trusted.overlay.opaque'), 'y'.bytes)
            calls.setAttribute(root, name('opaque'), name('trusted.overlay.impure'), 'y'.bytes)
        }

        when:
        def layer = write()
        sh('tar -tzf layer.tar.gz > list')
        unpack(layer)

        then:
        Files.readString(scratch.path.resolve('list')).readLines() == ['.wh.gone', 'opaque/', 'opaque/.wh..wh..opq']
        inFolder(unpacked) { root ->
            calls.status(root, name('gone')).whiteout && calls.attributes(root, name('opaque')) == [name('trusted.overlay.opaque')]
        }
    }

    def "a file that would mean a deletion can't be archived"() {
        given:
        Files.createFile(upper.resolve('.wh.passwd'))

        when:
        write()

        then:
        def e = thrown(IOException)
        e.message.contains('.wh.passwd')
    }

    def "folders nested without end are an error, not the end of us"() {
        given:
        sh('cd upper; i=0; while [ $i -lt 600 ]; do mkdir d; cd d; i=$((i+1)); done')

        when:
        write()

        then:
        def e = thrown(IOException)
        e.message.startsWith('folders nested deeper than 512')
    }

    private static TarEntry entry(String path, TarType type, String link = '', Map more = [:]) {
        new TarEntry(BytePath.of(path), type, 0644, more.uid ?: 0L, 0L, (more.size ?: 0) as long, TIME, BytePath.of(link),
                (more.major ?: 0) as int, (more.minor ?: 0) as int,
                (more.attributes ?: [:]).collectEntries { k, v -> [BytePath.of(k), v.bytes] } as Map<BytePath, byte[]>)
    }

    private StoredLayer layerOf(TarEntry... entries) {
        def plain = new ByteArrayOutputStream()
        new TarWriter(plain).withCloseable { tar ->
            entries.each {
                tar.begin(it)
                tar.content(new byte[it.size() as int], it.size() as int)
            }
        }
        pack(plain.toByteArray())
    }

    private StoredLayer pack(byte[] tar) {
        Files.deleteIfExists(archive)
        Files.newOutputStream(archive).withCloseable { file -> new GZIPOutputStream(file).withCloseable { it.write(tar) } }
        def packed = Files.readAllBytes(archive)
        new StoredLayer(digest(tar), Descriptor.of(MediaTypes.OCI_LAYER_GZIP, digest(packed), packed.length), 0)
    }

    private static Digest digest(byte[] bytes) {
        Digest.sha256(HexFormat.of().formatHex(MessageDigest.getInstance('SHA-256').digest(bytes)))
    }

    def "a hostile archive ends as an error and touches nothing outside: #threat"() {
        given:
        def victim = Files.createDirectory(scratch.path.resolve('victim'))
        Files.writeString(victim.resolve('secret'), 'untouched')
        def before = tree(victim)

        when:
        unpack(layerOf(*entries(victim.toString())))

        then:
        thrown(TarFormatException)
        tree(victim) == before

        where:
        threat                                   | entries
        "'..' in a path"                         | { v -> [entry('../victim/new', TarType.FILE)] }
        "'..' behind a folder"                   | { v -> [entry('a', TarType.FOLDER), entry('a/../../victim/new', TarType.FILE)] }
        'a link, then a file through it'         | { v -> [entry('a', TarType.LINK, v), entry('a/new', TarType.FILE)] }
        'a relative link, then a file'           | { v -> [entry('a', TarType.LINK, '../victim'), entry('a/new', TarType.FILE)] }
        'a folder, then a link in its place'     | { v -> [entry('a', TarType.FOLDER), entry('a', TarType.LINK, v), entry('a/new', TarType.FILE)] }
        'a hard link out'                        | { v -> [entry('a', TarType.HARD_LINK, '../victim/secret')] }
        'an absolute hard link'                  | { v -> [entry('a', TarType.HARD_LINK, "$v/secret")] }
        'a hard link through a link'             | { v -> [entry('l', TarType.LINK, v), entry('a', TarType.HARD_LINK, 'l/secret')] }
        'a hard link to a later entry'           | { v -> [entry('a', TarType.HARD_LINK, 'b'), entry('b', TarType.FILE)] }
        'a hard link to a folder'                | { v -> [entry('b', TarType.FOLDER), entry('a', TarType.HARD_LINK, 'b')] }
        'a hard link to itself'                  | { v -> [entry('a', TarType.HARD_LINK, 'a')] }
        "a whiteout of '..'"                     | { v -> [entry('.wh...', TarType.FILE)] }
        "a whiteout of '.'"                      | { v -> [entry('.wh..', TarType.FILE)] }
        'a whiteout of nothing'                  | { v -> [entry('.wh.', TarType.FILE)] }
        'a whiteout through a link'              | { v -> [entry('a', TarType.LINK, v), entry('a/.wh.secret', TarType.FILE)] }
        'an opaque mark through a link'          | { v -> [entry('a', TarType.LINK, v), entry('a/.wh..wh..opq', TarType.FILE)] }
        "an opaque mark of the layer's own root" | { v -> [entry('.wh..wh..opq', TarType.FILE)] }
        'a whiteout that is a folder'            | { v -> [entry('.wh.a', TarType.FOLDER)] }
        'a folder named as a whiteout'           | { v -> [entry('.wh.a/b', TarType.FILE)] }
        'a whiteout as a device'                 | { v -> [entry('a', TarType.CHARACTER_DEVICE)] }
        'the root as a link'                     | { v -> [entry('.', TarType.LINK, v)] }
        'the root as a file'                     | { v -> [entry('.', TarType.FILE)] }
        'an empty path'                          | { v -> [entry('', TarType.FILE)] }
        'a path longer than the kernel takes'    | { v -> [entry((['x' * 200] * 25).join('/'), TarType.FILE)] }
        'an id over 32 bits'                     | { v -> [entry('a', TarType.FILE, '', [uid: (1L << 32) + 5])] }
        'the id that means none'                 | { v -> [entry('a', TarType.FILE, '', [uid: 0xffffffffL])] }
    }

    def "an absolute path is one below the layer's root"() {
        when:
        unpack(layerOf(entry("${scratch.path}/inside", TarType.FILE)))

        then:
        Files.exists(unpacked.resolve("${scratch.path.toString().substring(1)}/inside"))
        !Files.exists(scratch.path.resolve('inside'))
    }

    def "an archive can't tell overlayfs what to do"() {
        when:
        unpack(layerOf(entry('a', TarType.FOLDER, '', [attributes: ['trusted.overlay.opaque': 'y', 'trusted.overlay.redirect': '/', 'user.kept': 'x']])))

        then:
        inFolder(unpacked) { calls.attributes(it, name('a')) } == [name('user.kept')]
    }

    def "the last of several entries of one name stands"() {
        when:
        unpack(layerOf(
                entry('a', TarType.FOLDER), entry('a/b', TarType.FOLDER), entry('a/b/c', TarType.FILE),
                entry('a', TarType.LINK, '/nowhere'), entry('d', TarType.FILE), entry('d', TarType.FOLDER)))

        then:
        Files.isSymbolicLink(unpacked.resolve('a'))
        Files.isDirectory(unpacked.resolve('d'))
    }

    def "a whiteout hides what lower layers have, not what its own layer has"() {
        when:
        unpack(layerOf(*order.collect { entry(*it) }))

        then:
        inFolder(unpacked) { root ->
            calls.status(root, name('a')).folder && Files.exists(unpacked.resolve('a/b')) &&
                    calls.attribute(root, name('a'), name('trusted.overlay.opaque')).get() == 'y'.bytes
        }

        where:
        order << [
                [['.wh.a', TarType.FILE], ['a', TarType.FOLDER], ['a/b', TarType.FILE]],
                [['a', TarType.FOLDER], ['a/b', TarType.FILE], ['.wh.a', TarType.FILE]],
        ]
    }

    def "a damaged archive is an error: #damage"() {
        given:
        def layer = layerOf(entry('a', TarType.FILE, '', [size: 100_000]), entry('b', TarType.FILE))
        def bytes = Files.readAllBytes(archive)

        when:
        unpack(damaged(archive, layer, bytes))

        then:
        thrown(IOException)

        where:
        damage                    | damaged
        'cut short'               | { f, l, b -> Files.write(f, Arrays.copyOf(b, b.length - 30)); l }
        'a bit flipped'           | { f, l, b -> b[b.length.intdiv(2)] ^= 1; Files.write(f, b); l }
        'something behind it'     | { f, l, b -> Files.write(f, [*b.toList(), 1, 2] as byte[]); l }
        'another diff id'         | { f, l, b -> new StoredLayer(digest('x'.bytes), l.blob(), 0) }
        'another digest'          | { f, l, b -> new StoredLayer(l.diffId(), Descriptor.of(MediaTypes.OCI_LAYER_GZIP, digest('x'.bytes), b.length), 0) }
        'another size'            | { f, l, b -> new StoredLayer(l.diffId(), Descriptor.of(MediaTypes.OCI_LAYER_GZIP, l.blob().digest(), b.length - 1), 0) }
        'no gzip at all'          | { f, l, b -> Files.write(f, 'hello'.bytes); l }
    }

    def "a bomb is stopped at the limit"() {
        when:
        unpack(layerOf(entry('a', TarType.FILE, '', [size: 3_000_000])), 1_000_000)

        then:
        def e = thrown(IOException)
        e.message == 'more than 1000000 bytes'
        tree(unpacked).values().every { it[4] <= 1_000_000 }
    }

    def "a tar that lies about its sizes is an error"() {
        given:
        def plain = new ByteArrayOutputStream()
        new TarWriter(plain).withCloseable { it.begin(TarEntry.emptyFile(BytePath.of('a'), Instant.EPOCH)) }
        def bytes = plain.toByteArray()
        System.arraycopy('00000005670'.bytes, 0, bytes, 124, 11)
        System.arraycopy(checksum(bytes).bytes, 0, bytes, 148, 6)

        when:
        unpack(pack(bytes))

        then:
        def e = thrown(TarFormatException)
        e.message == 'the archive is cut short'
    }

    private static String checksum(byte[] header) {
        def sum = 0
        512.times { sum += it >= 148 && it < 156 ? 32 : header[it] & 0xff }
        String.format('%06o', sum)
    }
}
