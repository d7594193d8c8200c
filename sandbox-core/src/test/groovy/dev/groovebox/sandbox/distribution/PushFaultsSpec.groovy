package dev.groovebox.sandbox.distribution

import dev.groovebox.sandbox.operation.LayerCompression
import dev.groovebox.sandbox.operation.RegistryOperation.CopyRemote
import dev.groovebox.sandbox.operation.RegistryOperation.Push
import dev.groovebox.sandbox.operation.RegistryOperation.SearchImages

import java.time.Duration
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Timeout

/** What goes wrong during a push, and that what is in the registry in the end is the image, or the tag is not there. */
@Timeout(60)
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'layers hold other users\' files')
class PushFaultsSpec extends DistributionSpecification {
    @AutoCleanup
    FaultyRegistry target = new FaultyRegistry()

    /** Layers that are compressed stay as they are; others get gzip. */
    LayerCompression plain = LayerCompression.AS_IT_IS

    String getTo() {
        "$target.host/other/name:2"
    }

    /** Pulls an image of a layer of that many bytes, so that it is here. */
    void stored(int bytes = 1 << 20) {
        serve('1', bytes)
        pull()
    }

    def "a push brings layer, configuration and manifest, and a second one sends nothing"() {
        given:
        stored()

        when:
        def pushed = push(name, to)

        then:
        FaultyRegistry.digest(target.manifests['2']) == pushed.digest()
        target.blobs.size() == 2

        when:
        target.requests.clear()

        then:
        push(name, to).digest() == pushed.digest()
        target.requests*.method.toSet() == ['GET', 'HEAD', 'PUT'].toSet()
        target.requests.count { it.method == 'PUT' } == 1
    }

    def "an upload that breaks goes on at the byte that the registry has: #how"() {
        given:
        stored(6 << 20)
        int left = 2
        target.fault = { request, reply ->
            if (request.method != 'PATCH' || left-- <= 0) {
                return false
            }
            def data = target.uploads[request.path.substring(request.path.lastIndexOf('/') + 1)]
            data.write(request.body, 0, 1 << 20)
            how == 'reset' ? reply.reset() : reply.status(how as int)
        }

        when:
        def pushed = push(name, to)

        then:
        FaultyRegistry.digest(target.manifests['2']) == pushed.digest()
        target.requests.findAll { it.method == 'PATCH' }*.headers*.get('content-range')*.replaceFirst('-.*', '') == ['0', '1048576', '2097152']

        where:
        how << ['reset', '500', '503', '416']
    }

    def "the end of an upload that failed is asked for again, and no byte is sent twice: #how, #bytes bytes"() {
        given:
        stored(bytes)
        int left = 1
        target.fault = { request, reply ->
            if (request.method != 'PUT' || !request.path.contains('/blobs/uploads/') || left-- <= 0) {
                return false
            }
            if (how == 'the answer is lost') {
                def data = target.uploads.remove(request.path.substring(request.path.lastIndexOf('/') + 1))
                data.write(request.body)
                target.blobs[FaultyRegistry.digest(data.toByteArray())] = data.toByteArray()
                return reply.reset()
            }
            reply.status(503)
        }

        when:
        def pushed = push(name, to)

        then:
        FaultyRegistry.digest(target.manifests['2']) == pushed.digest()
        target.requests.count { it.method == 'PATCH' } == patches

        where:
        how                  | bytes   | patches
        'the answer is lost' | 6 << 20 | 1
        'the answer is lost' | 1 << 20 | 0
        'busy'               | 6 << 20 | 1
        'busy'               | 1 << 20 | 0
    }

    def "an upload that the registry has forgotten begins anew"() {
        given:
        stored(6 << 20)
        int left = 1
        target.fault = { request, reply ->
            if (request.method == 'PATCH' && left-- > 0) {
                target.uploads.clear()
                return reply.status(404)
            }
            false
        }

        expect:
        push(name, to).digest() == FaultyRegistry.digest(target.manifests['2'])
    }

    def "a registry that does not read what is sent is given up"() {
        given:
        stored(12 << 20)
        takeForStalledAfter(Duration.ofMillis(400))
        def deaf = new ServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
        Thread.startDaemon {
            while (!deaf.closed) {
                def socket = deaf.accept()
                Thread.startDaemon { socket.withCloseable { answerButNeverReadBlobs(it) } }
            }
        }

        when:
        long begin = System.nanoTime()
        def line = failure { push(name, "127.0.0.1:$deaf.localPort/x:1") }

        then:
        line.contains('no byte moved for 400 ms')
        (System.nanoTime() - begin).intdiv(1_000_000_000) < 20
    }

    private static void answerButNeverReadBlobs(Socket socket) {
        def lines = socket.inputStream.newReader()
        while (true) {
            def line = lines.readLine()
            if (!line) {
                return
            }
            def answer = [GET: '200 X', HEAD: '404 X', POST: '202 X\r\nLocation: /v2/x/blobs/uploads/1'][line.split(' ')[0]]
            if (answer == null) {
                Thread.sleep(10_000)
                return
            }
            while (lines.readLine()) {
            }
            socket.outputStream << "HTTP/1.1 $answer\r\nContent-Length: 0\r\n\r\n"
        }
    }

    def "no tag appears when a blob could not be brought: #status"() {
        given:
        stored()
        target.fault = { request, reply -> request.path.contains('/blobs/uploads/') && reply.status(status) }

        when:
        def line = failure { push(name, to) }

        then:
        line.startsWith("cannot push '$to': $target.host: upload of blob")
        line.contains("answered $status")
        target.manifests.isEmpty()

        where:
        status << [403, 405, 500]
    }

    def "a blob that another repository of the registry has is mounted"() {
        given:
        stored()
        push(name, to)
        target.fault = { request, reply ->
            request.query.startsWith('mount=') && reply.status(201, ['Location': '/v2/x'])
        }
        target.requests.clear()
        target.blobs.clear()

        when:
        push(name, "$target.host/third:1")

        then:
        target.requests.any { it.method == 'POST' }
        target.requests.findAll { it.method == 'POST' }*.query.every { it =~ /^mount=sha256:\w+&from=other\/name$/ }
        !target.requests.any { it.method == 'PATCH' }
    }

    def "a mount that is refused becomes an upload"() {
        given:
        stored()
        push(name, to)
        target.fault = { request, reply -> request.query.startsWith('mount=') && reply.status(403) }
        target.blobs.clear()

        expect:
        push(name, "$target.host/third:1").digest() == FaultyRegistry.digest(target.manifests['1'])
        target.blobs.size() == 2
    }

    def "a layer is compressed once, and equal however often: #text"() {
        given:
        stored()

        when:
        def first = push(name, to, LayerCompression.parse(text))
        def made = paths.compressedLayer('x').parent.toFile().listFiles()*.lastModified().sort()
        def second = push(name, "$target.host/again:1", LayerCompression.parse(text))

        then:
        first.digest() == second.digest()
        paths.compressedLayer('x').parent.toFile().listFiles()*.lastModified().sort() == made
        new String(target.manifests['2']).contains(type)

        where:
        text     | type
        'gzip'   | 'vnd.oci.image.layer.v1.tar+gzip'
        'zstd'   | 'vnd.oci.image.layer.v1.tar+zstd'
        'zstd:1' | 'vnd.oci.image.layer.v1.tar+zstd'
    }

    def "a registry that stores another manifest than it was sent is at fault"() {
        given:
        stored()
        target.fault = { request, reply ->
            request.path.contains('/manifests/') && reply.status(201, ['Docker-Content-Digest': "sha256:${'0' * 64}" as String])
        }

        expect:
        failure { push(name, to) }.contains("it was stored as sha256:${'0' * 64} instead of")
    }

    def "an upload is not led from https to http, nor to another kind of address: #location"() {
        given:
        stored()
        target.fault = { request, reply -> request.method == 'POST' && reply.status(202, ['Location': location]) }

        expect:
        failure { push(name, to) }.contains('no address of http or https')

        where:
        location << ['file:///etc/passwd', 'ftp://x/y', 'mailto:x']
    }

    def "a copy between registries keeps every digest and every platform, and stores nothing here"() {
        given:
        serve('child')
        def child = registry.manifests['child']
        registry.manifests['1'] = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
            {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"${FaultyRegistry.digest(child)}","size":$child.length,
             "platform":{"os":"linux","architecture":"s390x"}}]}""".bytes
        registry.fault = { request, reply ->
            request.path.endsWith('/manifests/1') && reply.status(200, ['Content-Type': 'application/vnd.oci.image.index.v1+json'], registry.manifests['1'])
        }

        when:
        def copied = remote.copy(new CopyRemote(name, to, Optional.empty()), events.&add)

        then:
        copied.digest() == FaultyRegistry.digest(registry.manifests['1'])
        target.manifests['2'] == registry.manifests['1']
        target.manifests[FaultyRegistry.digest(child)] == child
        target.blobs.keySet() == registry.blobs.keySet()
        store.list().empty
    }

    def "a document that is not what it should be is an error of one line: #what"() {
        given:
        registry.fault = { request, reply ->
            request.path.contains(path) && reply.status(200, ['Content-Type': registry.mediaType], document.bytes)
        }

        when:
        def line = failure { action.call(remote, registry.host, events) }

        then:
        line.startsWith("cannot $what")
        line.contains(message)

        where:
        what                     | path          | document                                                       | message                    | action
        'copy'                   | '/manifests/' | '{"schemaVersion":2,"config":{},"layers":[]}'                  | "'mediaType'"              | { r, host, e -> r.copy(new CopyRemote("$host/a:1", "$host/b:1", Optional.empty()), e.&add) }
        'copy'                   | '/manifests/' | '{"schemaVersion":1}'                                          | "'schemaVersion' is not 2" | { r, host, e -> r.copy(new CopyRemote("$host/a:1", "$host/b:1", Optional.empty()), e.&add) }
        'list referrers of'      | '/referrers/' | '{"manifests":[{"digest":"../.."}]}'                           | "'mediaType'"              | { r, host, e -> r.referrers("$host/a@sha256:${'0' * 64}", e.&add) }
        'list referrers of'      | '/manifests/' | '{"schemaVersion":1}'                                          | 'is no index'              | { r, host, e -> r.referrers("$host/a@sha256:${'0' * 64}", e.&add) }
        'list tags of'           | '/tags/list'  | '{"tags":"1"}'                                                 | "'tags'"                   | { r, host, e -> r.tags("$host/a", e.&add) }
        'search'                 | '/v1/search'  | '{"results":[{"description":"x"}]}'                            | "'name'"                   | { r, host, e -> r.search(new SearchImages(host, 'x', 5), e.&add) }
    }

    def "an image that is not here can't be pushed, and nobody is asked"() {
        expect:
        failure { distribution.push(new Push('nothing', Optional.of(to), false, plain), events.&add) }.contains("cannot find image 'nothing'")
        target.requests.empty
    }
}
