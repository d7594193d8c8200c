package dev.groovebox.spec.build

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import dev.groovebox.sandbox.build.dockerfile.DockerfileReader
import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.ImageSummary
import dev.groovebox.sandbox.spec.BuildOptions
import dev.groovebox.sandbox.spec.ContextSpec
import dev.groovebox.sandbox.spec.ImageSpec
import dev.groovebox.sandbox.spec.NamedContext
import java.net.StandardProtocolFamily
import java.net.UnixDomainSocketAddress
import java.nio.channels.ServerSocketChannel
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest

/** Where a build takes files from beside its context: addresses, other folders, an agent's socket, packed archives. */
class BuildSourcesSpec extends BuildSpecification {
    static final List<Integer> XZ_BEGIN = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]

    def "ADD of an address takes the file when its checksum is right, and refuses it when not"() {
        given:
        def content = 'fetched\n'.bytes
        def asked = Collections.synchronizedList([])
        def server = serving(asked, ['/dir/tool.txt': content])
        def address = "http://127.0.0.1:${server.address.port}"
        def sum = MessageDigest.getInstance('SHA-256').digest(content).encodeHex().toString()

        when:
        def built = build("FROM busybox\nADD --checksum=sha256:$sum --chmod=0640 $address/dir/tool.txt /opt/\n")

        then:
        tree(built)['opt/tool.txt'] == "FILE 640 0:0 ${sum.take(12)}"
        asked == ['/dir/tool.txt']

        when: 'it says another sum'
        build("FROM busybox\nADD --checksum=sha256:${'0' * 64} $address/dir/tool.txt /opt/\n")

        then:
        def wrong = thrown(EngineException)
        wrong.message.startsWith("Dockerfile:2: cannot add '$address/dir/tool.txt': its checksum is sha256:$sum, not")

        when: 'it is not there'
        build("FROM busybox\nADD $address/none /opt/\n")

        then:
        def missing = thrown(EngineException)
        missing.message.contains("cannot add '$address/none': the server answers with status 404")

        cleanup:
        server?.stop(0)
    }

    private static HttpServer serving(List<String> asked, Map<String, byte[]> files) {
        def server = HttpServer.create(new InetSocketAddress('127.0.0.1', 0), 0)
        server.createContext('/') { HttpExchange exchange ->
            def path = exchange.requestURI.path
            asked << path
            def content = files[path]
            exchange.sendResponseHeaders(content == null ? 404 : 200, content == null ? -1 : content.length)
            if (content != null) { exchange.responseBody.write(content) }
            exchange.close()
        }
        server.start()
        server
    }

    def "named contexts serve COPY and bind mounts, a change in one is noticed, and nothing leads out of it"() {
        given:
        def other = Files.createDirectories(scratch.path.resolve('other'))
        Files.writeString(other.resolve('file'), 'of the other')
        Files.createSymbolicLink(other.resolve('out'), victim.resolve('precious'))
        def dockerfile = '''\
            FROM busybox
            COPY --from=more file /copied
            RUN --mount=type=bind,from=more,target=/m cat /m/file
            '''

        when:
        def built = buildOf(dockerfile, [more: other])

        then:
        tree(built).containsKey('copied')
        printed() == ['of the other']

        when:
        buildOf(dockerfile, [more: other])

        then:
        cached() == [true, true, true]

        when:
        Files.writeString(other.resolve('file'), 'changed')
        buildOf(dockerfile, [more: other])

        then:
        printed() == ['changed']

        when:
        buildOf('FROM busybox\nCOPY --from=more out /copied\n', [more: other])

        then:
        def e = thrown(EngineException)
        e.message.startsWith('Dockerfile:2: cannot copy ')
    }

    def "of a named context its ignore file counts, and its files are root's"() {
        given:
        def other = Files.createDirectories(scratch.path.resolve('ignoring'))
        ['kept', 'secret'].each { Files.writeString(other.resolve(it), it) }
        Files.writeString(other.resolve('.dockerignore'), 'secret\n')
        Files.setAttribute(other.resolve('kept'), 'unix:uid', 1234)

        when:
        def files = tree(buildOf('FROM busybox\nCOPY --from=more . /m/\n', [more: other]))

        then:
        files['m/kept'].startsWith('FILE 644 0:0')
        !files.containsKey('m/secret')
    }

    def "FROM takes a named context before stages and images: a folder as the files of an image"() {
        given:
        def root = Files.createTempDirectory(scratch.path, 'rootfs')
        Files.createDirectories(root.resolve('bin'))
        Files.copy(BusyboxImage.PROGRAM, root.resolve('bin/sh'))
        Files.writeString(root.resolve('mine'), "of $name")
        root.resolve('bin/sh').toFile().setExecutable(true, false)
        def dockerfile = """\
            FROM $base AS stage
            RUN read line < /mine; echo "\$line"
            FROM busybox
            COPY --from=$base /mine /copied
            """

        when:
        def image = buildOf("FROM $base AS built\nRUN read line < /mine; echo \"\$line\"\n", [(name): root])

        then:
        printed() == ["of $name" as String]
        tree(image).keySet().containsAll(['mine', 'bin/sh'])

        when:
        def copied = buildOf(dockerfile, [(name): root])

        then:
        tree(copied).containsKey('copied')

        when:
        buildOf(dockerfile, [(name): root])

        then:
        cached().every()

        where:
        name            | base
        'mybase'        | 'mybase'
        'busybox:other' | 'docker.io/library/busybox:other'
        'team/x'        | 'team/x:latest'
    }

    def "a named context may be an image, and comes before a stage of its name"() {
        when:
        def built = buildOf("""\
            FROM scratch AS tools
            COPY . /
            FROM mybase
            COPY --from=tools /bin/busybox /tool
            """, [mybase: new NamedContext.Image('busybox'), tools: new NamedContext.Image('busybox')])

        then:
        tree(built).keySet().containsAll(['tool', 'bin/busybox'])
    }

    def "a named context that is not there is told by its name"() {
        when:
        buildOf("FROM more\n", [more: scratch.path.resolve('none')])

        then:
        def e = thrown(EngineException)
        e.message.startsWith("Dockerfile:1: cannot read build context 'more': there is no folder ")
    }

    private ImageSummary buildOf(String dockerfile, Map<String, ?> contexts) {
        events.clear()
        def read = DockerfileReader.read('Dockerfile', dockerfile.stripIndent())
        def named = contexts.collectEntries { name, what -> [name, what instanceof Path ? new NamedContext.Folder(what) : what] }
        def spec = new ImageSpec(['built'], read.instructions(), Optional.of(ContextSpec.of(context)), named,
                BuildOptions.builder().network('none').build(), Optional.of('Dockerfile'))
        engine.perform(new ImageOperation.BuildImage(spec), { events << it } as EventSink)
    }

    def "an agent's socket is there for the step that asks for it, and for no other"() {
        given:
        def socket = scratch.path.resolve('agent.sock')
        def listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket))

        when:
        def built = build('''\
            FROM busybox
            RUN --mount=type=ssh,required=true test -S "$SSH_AUTH_SOCK" && echo "$SSH_AUTH_SOCK"
            RUN echo "[$SSH_AUTH_SOCK]"; ls /run/buildkit 2>&1 || true
            ''') { agent('default', socket) }

        then:
        printed()[0] == '/run/buildkit/ssh_agent.0'
        printed()[1] == '[]'
        !tree(built).keySet().any { it.contains('ssh_agent') }

        when: 'the build has none'
        build('FROM busybox\nRUN --mount=type=ssh,required=true true\n')

        then:
        def e = thrown(EngineException)
        e.message.contains("Dockerfile:2: cannot mount the ssh agent 'default'")

        cleanup:
        listening?.close()
    }

    def "ADD unpacks what #program has packed"() {
        given:
        sh("mkdir d && echo packed > d/file && tar -cf a.tar d && $program a.tar && rm -r d")

        when:
        def built = build("FROM busybox\nADD a.tar.$suffix /x/\n")

        then:
        tree(built).containsKey('x/d/file')

        where:
        program                                 | suffix
        'gzip'                                  | 'gz'
        'bzip2'                                 | 'bz2'
        'xz -9'                                 | 'xz'
        'zstd -q --rm'                          | 'zst'
        'sh -c \'split -n 2 "$1" p; xz p??; cat p??.xz > "$1.xz"\' -' | 'xz'
    }

    def "what is packed but no archive, or only begins like one, is copied"() {
        given:
        write('text', 'BZh9 is how it begins\n')
        Files.write(context.resolve('begun.tar.xz'), XZ_BEGIN + [0, 0, 1] as byte[])
        Files.write(context.resolve('wrong.tar.xz'), XZ_BEGIN + (1..100) as byte[])
        sh('echo text > alone; xz alone')

        expect:
        tree(build("FROM busybox\n$word text begun.tar.xz wrong.tar.xz alone.xz /x/\n")).keySet()
                .containsAll(['x/text', 'x/begun.tar.xz', 'x/wrong.tar.xz', 'x/alone.xz'])

        where:
        word << ['ADD', 'COPY']
    }

    def "an archive that claims to be larger than the most is refused before it is written, packed by #program"() {
        given:
        sh("truncate -s 33G big; tar -cf - big 2> /dev/null | head -c 20480 | $program > bomb.tar.$program; rm big")

        when:
        build("FROM busybox\nADD bomb.tar.$program /x/\n")

        then:
        def e = thrown(EngineException)
        e.message.startsWith("Dockerfile:2: cannot unpack 'big': the files of the archive have more than 34359738368 bytes")

        where:
        program << ['gzip', 'bzip2', 'xz', 'zstd', 'cat']
    }

    def "an archive of xz that asks for more memory than any sensible one is refused"() {
        given:
        sh('mkdir d; tar -cf d.tar d; xz -T1 d.tar')
        def file = context.resolve('d.tar.xz')
        def bytes = Files.readAllBytes(file)
        // The block's header: its size, flags, LZMA2's number, one byte of properties, the dictionary's size, three of padding.
        assert bytes[12..15] == [2, 0, 0x21, 1]
        bytes[16] = 36 // 1 GB
        def sum = new java.util.zip.CRC32()
        sum.update(bytes, 12, 8)
        java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(20, (int) sum.value)
        Files.write(file, bytes)

        when:
        build('FROM busybox\nADD d.tar.xz /x/\n')

        then:
        def e = thrown(EngineException)
        e.message.startsWith("Dockerfile:2: cannot unpack 'd.tar.xz': it asks for 1024 MB of memory, and the most is 136 MB; ")
    }

    private void sh(String script) {
        def process = new ProcessBuilder('sh', '-ec', script).directory(context.toFile()).redirectErrorStream(true).start()
        def said = process.inputStream.text
        assert process.waitFor() == 0: said
    }
}
