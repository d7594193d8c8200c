package dev.groovebox.spec.threat

import dev.groovebox.registry.json.Json
import dev.groovebox.registry.oci.Platform
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.image.tar.TarEntry
import dev.groovebox.sandbox.image.tar.TarType
import dev.groovebox.sandbox.image.tar.TarWriter
import dev.groovebox.sandbox.linux.file.BytePath
import dev.groovebox.sandbox.operation.ArchiveInput
import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.SystemOperation
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest
import java.time.Instant
import java.util.zip.GZIPOutputStream
import spock.lang.Timeout

/** Archives of images and root filesystems as an attacker would make them: one error, nothing half-made, nothing outside. */
@Timeout(60)
class HostileArchivesSpec extends ThreatSpecification {
    private static final MOST = 64L << 20
    private static int made

    private static entry(String path, TarType type, String link = '', Map more = [:]) {
        new TarEntry(BytePath.of(path), type, (more.mode ?: 0644) as int, (more.uid ?: 0) as long, 0, (more.content?.length ?: 0) as long,
                Instant.ofEpochSecond((more.time ?: 0) as long), BytePath.of(link), (more.major ?: 0) as int, (more.minor ?: 0) as int,
                (more.attributes ?: [:]).collectEntries { k, v -> [BytePath.of(k), v.bytes] } as Map<BytePath, byte[]>)
    }

    /** @param files name to content, or an entry */
    private static byte[] tar(List files) {
        def bytes = new ByteArrayOutputStream()
        new TarWriter(bytes).withCloseable { out ->
            files.each {
                if (it instanceof TarEntry) {
                    out.begin(it)
                    out.content(new byte[it.size() as int], it.size() as int)
                } else {
                    byte[] content = it[1] instanceof byte[] ? it[1] : it[1].toString().bytes
                    out.begin(entry(it[0], TarType.FILE, '', [content: content]))
                    out.content(content, content.length)
                }
            }
        }
        bytes.toByteArray()
    }

    private static byte[] gzip(byte[] bytes) {
        def packed = new ByteArrayOutputStream()
        new GZIPOutputStream(packed).withCloseable { it.write(bytes) }
        packed.toByteArray()
    }

    private static String hex(byte[] bytes) {
        MessageDigest.getInstance('SHA-256').digest(bytes).encodeHex().toString()
    }

    private static String config(String... diffIds) {
        """{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[${diffIds.collect { "\"sha256:$it\"" }.join(',')}]}}"""
    }

    private static byte[] docker(String list, List files) {
        tar([*files, ['manifest.json', list]])
    }

    private static byte[] manifest(Map<String, Object> replaced = [:]) {
        byte[] layer = tar([['hello', 'content']])
        def packed = (replaced.packed ?: gzip(layer)) as byte[]
        def config = (replaced.config ?: config(hex(layer))).toString().bytes
        (replaced.manifest ?: """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
            "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:${hex(config)}","size":${config.length}},
            "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:${replaced.layerDigest ?: hex(packed)}","size":${replaced.layerSize ?: packed.length}}]}""").toString().bytes
    }

    /** A well-made layout of one layer, of which parts can be replaced. */
    private static byte[] oci(Map<String, Object> replaced = [:]) {
        byte[] layer = tar([['hello', 'content']])
        def packed = (replaced.packed ?: gzip(layer)) as byte[]
        def config = (replaced.config ?: config(hex(layer))).toString().bytes
        def manifest = manifest(replaced)
        def index = (replaced.index ?: """{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",
            "digest":"sha256:${hex(manifest)}","size":${manifest.length},"annotations":{"org.opencontainers.image.ref.name":"evil:1"}}]}""").toString()
        tar([['oci-layout', '{"imageLayoutVersion":"1.0.0"}'], ['index.json', index], ["blobs/sha256/${hex(config)}", config],
             ["blobs/sha256/${replaced.layerName ?: hex(packed)}", packed], ["blobs/sha256/${hex(manifest)}", manifest],
             *((replaced.more ?: []) as List)])
    }

    private String refused(byte[] archive, Closure operation = { new ArchiveOperation.LoadImages(it, MOST) }) {
        def file = Files.write(scratch.path.resolve("archive-${++made}.tar"), archive)
        def images = engine.perform(new ImageOperation.ListImages())
        def store = stored()
        try {
            def result = engine.perform(operation(ArchiveInput.of(file)))
            throw new AssertionError("not refused: $result" as Object)
        } catch (EngineException e) {
            assert e.message.readLines().size() == 1
            assert engine.perform(new ImageOperation.ListImages()) == images
            assert stored() == store
            return e.message
        } finally {
            Files.delete(file)
        }
    }

    /** Blobs and layers that are visible, and what is being made. */
    private Set<String> stored() {
        [paths.layers(), paths.images().resolve('blobs/sha256'), paths.temporary()].collectMany { Path folder ->
            Files.isDirectory(folder) ? Files.list(folder).withCloseable { it.map { "${folder.fileName}/${it.fileName}".toString() }.toList() } : []
        } as Set
    }

    def "the archives of this spec are well made: only what a feature changes is wrong"() {
        given:
        def file = Files.write(scratch.path.resolve('good.tar'), oci())

        expect:
        engine.perform(new ArchiveOperation.LoadImages(ArchiveInput.of(file), MOST))*.names() == [['evil:1']]

        cleanup:
        engine.perform(new ImageOperation.RemoveImage('evil:1', true))
        Files.delete(file)
    }

    def "a layer is refused on import: #threat"() {
        expect:
        refused(tar(entries(victim.toString()))) { new ArchiveOperation.ImportImage(it, Optional.of('evil:1'), '', [], MOST) } =~ why

        where:
        threat                                | why                        | entries
        "'..' in a name"                      | /with '\.\.'/              | { v -> [['../victim/new', 'x']] }
        'a link, then a file through it'      | /no folder but a link/     | { v -> [entry('a', TarType.LINK, v), ['a/new', 'x']] }
        'a folder replaced by a link'         | /no folder but a link/     | { v -> [entry('a', TarType.FOLDER), entry('a', TarType.LINK, v), ['a/new', 'x']] }
        'a hard link to outside'              | /no file of the same/      | { v -> [entry('a', TarType.HARD_LINK, "$v/precious")] }
        'a hard link through a link'          | /no file of the same/      | { v -> [entry('l', TarType.LINK, v), entry('a', TarType.HARD_LINK, 'l/precious')] }
        "a whiteout of '..'"                  | /a deletion of/            | { v -> [['.wh...', '']] }
        "a whiteout of the layer's own root"  | /hides all/                | { v -> [['.wh..wh..opq', '']] }
        'a whiteout that is a folder'         | /no empty file/            | { v -> [entry('.wh.a', TarType.FOLDER)] }
        'a folder named as a whiteout'        | /named as a deletion/      | { v -> [['.wh.a/b', '']] }
        'a character device 0:0'              | /device 0:0/               | { v -> [entry('a', TarType.CHARACTER_DEVICE)] }
        'the root as a link'                  | /the layer's root/         | { v -> [entry('.', TarType.LINK, v)] }
        'a name of 256 bytes'                 | /too long/                 | { v -> [['n' * 256, '']] }
        'a path of 5,000 bytes'               | /a path of/                | { v -> [[(['x' * 199] * 25).join('/'), '']] }
        'an id over 32 bits'                  | /id/                       | { v -> [entry('a', TarType.FILE, '', [uid: (1L << 32) + 5])] }
    }

    def "an archive of images is refused: #threat"() {
        expect:
        refused(archive()) =~ why

        where:
        threat                                     | why                            | archive
        'no archive at all'                        | /cut short|checksum/           | { 'hello'.bytes }
        'garbage of a whole block'                 | /checksum|not octal/           | { ('x' * 1024).bytes }
        'a root filesystem'                        | /no archive of images/         | { tar([['etc/passwd', 'root']]) }
        'no index but a list that is none'         | /not a JSON array/             | { docker('{}', []) }
        "a configuration by '../../etc'"           | /is missing/                   | { docker('[{"Config":"../../etc/passwd","Layers":[]}]', []) }
        'a layer by an absolute path'              | /is missing/                   | { docker('[{"Config":"c","Layers":["/etc/passwd"]}]', [['c', config('a' * 64)]]) }
        'a layer that is a link out'               | /is missing/                   | { docker('[{"Config":"c","Layers":["l"]}]', [['c', config('a' * 64)], entry('l', TarType.LINK, '../../etc/passwd')]) }
        'links in a circle'                        | /is missing/                   | { docker('[{"Config":"c","Layers":["l"]}]', [['c', config('a' * 64)], entry('l', TarType.LINK, 'm'), entry('m', TarType.LINK, 'l')]) }
        "a layer that is not what its diff id says" | /instead of/                  | { docker('[{"Config":"c","Layers":["l"]}]', [['c', config('a' * 64)], ['l', tar([['x', 'y']])]]) }
        'more layers than the configuration has'   | /lists 2 layers/               | { docker('[{"Config":"c","Layers":["l","l"]}]', [['c', config('a' * 64)]]) }
        'more layers than the kernel takes'        | /more than the kernel takes/   | { docker("""[{"Config":"c","Layers":[${(['"l"'] * 500).join(',')}]}]""", [['c', config(*(['a' * 64] * 500))], ['l', '']]) }
        "a name that is '../../etc'"               | /repository name|no registry/  | { docker('[{"Config":"c","RepoTags":["../../etc:x"],"Layers":[]}]', [['c', config()]]) }
        'a digest with a slash'                    | /not a digest/                 | { docker('[{"Config":"c","Layers":["l"]}]', [['c', config('../../../etc/passwd')], ['l', '']]) }
        'the wrong digest of a layer'              | /instead of/                   | { oci(packed: gzip(tar([['other', 'x']])), layerName: 'b' * 64, layerDigest: 'b' * 64) }
        'a layer larger than its manifest says'    | /more than/                    | { oci(layerSize: 10) }
        'a layer smaller than its manifest says'   | /instead of/                   | { oci(layerSize: 100_000) }
        'a layer cut short'                        | /instead of|cut short/         | { byte[] whole = gzip(tar([['hello', 'content']])); byte[] cut = Arrays.copyOf(whole, whole.length - 9); oci(packed: cut) }
        'something behind the gzip'                | /gzip/                         | { def both = new ByteArrayOutputStream(); both.write(gzip(tar([['hello', 'content']]))); both.write(1); oci(packed: both.toByteArray()) }
        'a bomb'                                   | /more than $MOST bytes/        | { oci(packed: bomb()) }
        'a manifest that is an index too'          | /an index too|a manifest too/  | { oci(manifest: '{"schemaVersion":2,"config":{},"layers":[],"manifests":[]}') }
        'an index that is a manifest too'          | /a manifest too/               | { oci(index: '{"schemaVersion":2,"manifests":[],"layers":[]}') }
        'an index in itself'                       | /digest|missing/               | { oci(index: """{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:${'d' * 64}","size":2}]}""", more: [["blobs/sha256/${'d' * 64}", '{}']]) }
        'a configuration that is larger than 4 MiB' | /the most is/                 | { def big = config() + ' ' * (5 << 20); docker('[{"Config":"c","Layers":[]}]', [['c', big]]) }
        'a name twice in one object'               | /[Dd]uplicate/                 | { docker('[{"Config":"c","Config":"d","Layers":[]}]', [['c', config()]]) }
        'JSON nested without end'                  | /depth|nest/                   | { docker('[' * 10_000, []) }
        'JSON that is no UTF-8'                    | /UTF-8/                        | { docker('x', []).tap { byte[] b -> b[512] = (byte) 0xff } }
        '100,000 files'                            | /more than 100000 entries/     | { manyFiles() }
    }

    private static byte[] bomb() {
        def packed = new ByteArrayOutputStream()
        new GZIPOutputStream(packed).withCloseable { out ->
            new TarWriter(out).with { tar ->
                tar.begin(new TarEntry(BytePath.of('zeros'), TarType.FILE, 0644, 0, 0, 200L << 20, Instant.EPOCH, BytePath.ROOT, 0, 0, [:]))
                200.times { tar.content(new byte[1 << 20], 1 << 20) }
                tar.close()
            }
        }
        packed.toByteArray()
    }

    private static byte[] manyFiles() {
        def bytes = new ByteArrayOutputStream(60 << 20)
        new TarWriter(bytes).withCloseable { tar -> (0..100_000).each { tar.begin(TarEntry.emptyFile(BytePath.of("f$it"), Instant.EPOCH)) } }
        bytes.toByteArray()
    }

    def "a configuration with a hundred thousand labels is an image like another"() {
        given:
        def labels = (1..100_000).collect { "\"l$it\":\"\"" }.join(',')
        def big = """{"architecture":"amd64","os":"linux","config":{"Labels":{$labels}},"rootfs":{"type":"layers","diff_ids":[]}}"""
        def file = Files.write(scratch.path.resolve('labels.tar'), docker('[{"Config":"c","RepoTags":["labels:1"],"Layers":[]}]', [['c', big]]))

        expect:
        engine.perform(new ArchiveOperation.LoadImages(ArchiveInput.of(file), MOST))*.names() == [['labels:1']]

        cleanup:
        engine.perform(new ImageOperation.RemoveImage('labels:1', true))
        Files.delete(file)
    }

    @Timeout(20)
    def "indexes that name each other a thousand times are read once, and what is neither index nor manifest is passed over"() {
        given: 'beside the image itself'
        def type = 'application/vnd.oci.image'
        def named = { byte[] content, String kind -> """{"mediaType":"${type}.${kind}.v1+json","digest":"sha256:${hex(content)}","size":${content.length}}""" }
        def index = { List names -> """{"schemaVersion":2,"manifests":[${names.join(',')}]}""".toString().bytes }
        def odd = '{"made":"by another tool"}'.bytes
        def innermost = index([named(odd, 'odd')])
        def inner = index([named(innermost, 'index')] * 1000)
        def outer = index([named(inner, 'index')] * 1000)
        def image = manifest()
        def ours = """${named(image, 'manifest')[0..-2]},"platform":${Json.text(Platform.ofThisMachine().toJson(), false)}}"""
        def top = index([ours, *([named(outer, 'index')] * 1000)])
        def list = """{"schemaVersion":2,"manifests":[${named(top, 'index')[0..-2]},"annotations":{"org.opencontainers.image.ref.name":"many:1"}}]}"""
        def file = Files.write(scratch.path.resolve('many.tar'), oci(index: list,
                more: [odd, innermost, inner, outer, top].collect { ["blobs/sha256/${hex(it)}", it] }))

        expect:
        engine.perform(new ArchiveOperation.LoadImages(ArchiveInput.of(file), MOST))*.names() == [['many:1']]
        engine.perform(new SystemOperation.CheckStore(false)).findAll { it.object().contains('many') } == []

        cleanup:
        engine.perform(new ImageOperation.RemoveImage('many:1', true))
        Files.delete(file)
    }

    def "a layer's device nodes, odd times and largest ids stay in the image, and open nothing of the host"() {
        given: 'the numbers of the disk that this machine stands on'
        def root = Files.getAttribute(Path.of('/'), 'unix:dev') as long
        def files = [entry('bin', TarType.FOLDER, '', [mode: 0755]), ['bin/busybox', Files.readAllBytes(Path.of('/bin/busybox'))],
                     entry('disk', TarType.BLOCK_DEVICE, '', [mode: 0666, major: (root >> 8) & 0xfff, minor: root & 0xff]),
                     entry('old', TarType.FILE, '', [time: -5]), entry('late', TarType.FILE, '', [time: 1L << 33]), entry('nobody', TarType.FILE, '', [uid: 0xfffffffeL])]
        def archive = tar(files)
        def file = Files.write(scratch.path.resolve('devices.tar'), archive)
        engine.perform(new ArchiveOperation.ImportImage(ArchiveInput.of(file), Optional.of('devices:1'), '', [], MOST))

        when:
        Files.setPosixFilePermissions(paths.layer(hex(archive)).resolve('bin/busybox'), java.nio.file.attribute.PosixFilePermissions.fromString('rwxr-xr-x'))
        image = 'devices:1'
        def result = run(['/bin/busybox', 'sh', '-c', '/bin/busybox ls -ln /disk /nobody; /bin/busybox head -c 1 /disk'])

        then:
        result.exitCode() != 0
        result.out().contains('4294967294')
        result.out() =~ /(?m)^b/
        result.err() =~ /Operation not permitted|Permission denied/

        cleanup:
        engine.perform(new ImageOperation.RemoveImage('devices:1', true))
        Files.delete(file)
    }
}
