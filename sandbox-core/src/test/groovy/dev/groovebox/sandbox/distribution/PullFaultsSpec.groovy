package dev.groovebox.sandbox.distribution

import dev.groovebox.sandbox.operation.RegistryOperation.Pull

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import spock.lang.Requires
import spock.lang.Timeout

/** What a registry or the way to it does wrong during a pull, and what comes of it: never a wrong image, never a hang. */
@Timeout(60)
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'layers hold other users\' files')
class PullFaultsSpec extends DistributionSpecification {
    def "an image comes whole, and a second pull asks for nothing but its manifest"() {
        given:
        serve()

        when:
        def pulled = pull()

        then:
        pulled.fresh()
        store.find(name).present

        when:
        registry.requests.clear()

        then:
        !pull().fresh()
        registry.requests*.toString() == ['GET /v2/', "GET /v2/$REPOSITORY/manifests/1"]
    }

    def "status #status is an error that names registry, object and answer: #words"() {
        given:
        registry.fault = { request, reply ->
            request.path.contains('/manifests/') && reply.status(status, [:], '{"errors":[{"code":"X","message":"its words"}]}'.bytes)
        }

        when:
        def line = failure { pull() }

        then:
        line.startsWith("cannot pull '$name': $registry.host: manifest '1' of $REPOSITORY: answered $status (X: its words)")
        line.contains(words)

        where:
        status | words
        401    | 'log in'
        403    | 'may not do this'
        404    | 'name and tag'
        405    | 'does not offer'
        429    | 'wait'
        500    | 'later'
    }

    def "busy answers are asked again, a few times, and the last one is shown: #status"() {
        given:
        serve()
        int left = 2
        registry.fault = { request, reply -> request.path.contains('/manifests/') && left-- > 0 && reply.status(status) }

        expect:
        pull().fresh()

        where:
        status << [429, 500, 502, 503]
    }

    def "Retry-After is honoured, and not for longer than we are patient"() {
        given:
        serve()
        int left = 1
        registry.fault = { request, reply ->
            request.path.contains('/manifests/') && left-- > 0 && reply.status(429, ['Retry-After': wanted])
        }

        when:
        long begin = System.nanoTime()
        pull()
        long millis = (System.nanoTime() - begin).intdiv(1_000_000)

        then: 'the longest pause is 300 ms here; a whole day would be more than the spec has'
        millis >= 300

        where:
        wanted << ['1', '86400']
    }

    def "500 for ever is given up"() {
        given:
        registry.fault = { request, reply -> reply.status(500) }

        expect:
        failure { pull() }.contains('answered 500')
        registry.requests.size() <= 8
    }

    def "a connection that breaks in the middle of a blob goes on where it broke: #how"() {
        given:
        if (how == 'stall') {
            takeForStalledAfter(Duration.ofMillis(1500))
        }
        def digest = serve()
        int left = 2
        registry.fault = { request, reply ->
            if (!request.path.endsWith(digest) || left-- <= 0) {
                return false
            }
            int from = (request.headers['range'] ?: '0').replaceAll('[^0-9]', '') as int
            def part = Arrays.copyOfRange(registry.blobs[digest], from, from + (1 << 20))
            reply.raw("HTTP/1.1 ${from ? 206 : 200} X\r\nContent-Range: bytes $from-9/10\r\nContent-Length: ${(3 << 20) - from + 10240}\r\n\r\n", part)
            how == 'reset' ? reply.reset() : how == 'end' ? reply.close() : reply.stall()
        }

        when:
        pull()

        then:
        store.find(name).present
        registry.requests.findAll { it.path.endsWith(digest) }*.headers*.get('range') == [null, 'bytes=1048576-', 'bytes=2097152-']

        where:
        how << ['reset', 'end', 'stall']
    }

    def "a registry that takes no notice of the range is read from the beginning"() {
        given:
        def digest = serve()
        int left = 1
        registry.fault = { request, reply ->
            if (!request.path.endsWith(digest)) {
                return false
            }
            byte[] all = registry.blobs[digest]
            if (left-- > 0) {
                reply.raw("HTTP/1.1 200 X\r\nContent-Length: $all.length\r\n\r\n", Arrays.copyOf(all, 1 << 20))
                return reply.close()
            }
            reply.status(200, [:], all)
        }

        when:
        pull()

        then:
        store.find(name).present
    }

    def "a stalled registry is given up after the idle time"() {
        given:
        takeForStalledAfter(Duration.ofMillis(400))
        serve()
        registry.fault = { request, reply -> request.path.contains('/blobs/') && reply.stall() }

        expect:
        failure { pull() }.contains('no byte moved for 400 ms')
        nothingIsVisible()
    }

    def "a stall between two chunks is one too, and the blob goes on"() {
        given:
        takeForStalledAfter(Duration.ofMillis(1500))
        def digest = serve()
        int left = 1
        registry.fault = { request, reply ->
            if (!request.path.endsWith(digest) || left-- <= 0) {
                return false
            }
            reply.raw("HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n", Arrays.copyOf(registry.blobs[digest], 1 << 20))
            reply.raw('\r\n')
            reply.stall()
        }

        when:
        pull()

        then:
        registry.requests.findAll { it.path.endsWith(digest) }*.headers*.get('range') == [null, 'bytes=1048576-']
    }

    def "a server that never answers a TLS handshake is given up as stalled"() {
        given:
        takeForStalledAfter(Duration.ofMillis(400))
        def silent = new ServerSocket(0, 5, InetAddress.getByName('127.0.0.1'))
        Files.createDirectories(scratch.path.resolve("certs.d/127.0.0.1:$silent.localPort"))

        expect:
        failure { pull("127.0.0.1:$silent.localPort/x") }.contains('no byte moved for 400 ms')

        cleanup:
        silent.close()
    }

    def "wrong content is thrown away, asked for once more, and then an error: #what"() {
        given:
        def digest = serve()
        byte[] right = registry.blobs[digest]
        registry.fault = { request, reply -> request.path.endsWith(digest) && reply.status(200, [:], wrong.call(right)) }

        when:
        def line = failure { pull() }

        then:
        line =~ message
        warnings.any { it.endsWith('asking for it once more') }
        registry.requests.count { it.path.endsWith(digest) } >= 2
        nothingIsVisible()
        !Files.exists(paths.partialBlobs()) || paths.partialBlobs().toFile().list().length == 0

        where:
        what           | wrong                                             | message
        'one bit'      | { byte[] b -> def c = b.clone(); c[b.length - 5000] ^= 1; c } | /has the digest sha256:\w+ instead of/
        'extra bytes'  | { byte[] b -> Arrays.copyOf(b, b.length + 1000) } | /more than \d+ bytes/
        'something else' | { byte[] b -> new byte[b.length] }              | /digest|tar|archive/
    }

    def "content that was wrong once is right the second time"() {
        given:
        def digest = serve()
        int left = 1
        registry.fault = { request, reply -> request.path.endsWith(digest) && left-- > 0 && reply.status(200, [:], new byte[registry.blobs[digest].length]) }

        expect:
        pull().fresh()
    }

    def "a blob that is cut off for good is an error"() {
        given:
        def digest = serve()
        registry.fault = { request, reply ->
            if (request.path.endsWith(digest)) {
                reply.raw("HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n", new byte[1000])
                return reply.close()
            }
            false
        }

        expect:
        failure { pull() }.contains("blob $digest of $REPOSITORY")
        nothingIsVisible()
    }

    def "a manifest that is #what is refused"() {
        given:
        serve()
        registry.fault = { request, reply -> request.path.contains('/manifests/') && answer.call(reply, registry.manifests['1']) }

        expect:
        failure { pull() }.contains(message)
        nothingIsVisible()

        where:
        what                  | answer | message
        'over 4 MiB'          | { r, m -> r.status(200, ['Content-Type': 'application/vnd.oci.image.manifest.v1+json'], new byte[(4 << 20) + 1]) } | 'larger than 4194304 bytes'
        'endless'             | { r, m -> r.raw('HTTP/1.1 200 X\r\nContent-Length: 99999999999\r\n\r\n', new byte[5 << 20]) } | 'larger than 4194304 bytes'
        'of another digest'   | { r, m -> r.status(200, ['Content-Type': 'application/vnd.oci.image.manifest.v1+json', 'Docker-Content-Digest': "sha256:${'0' * 64}" as String], m) } | "not sha256:${'0' * 64}"
        'of two types'        | { r, m -> r.status(200, ['Content-Type': 'application/vnd.oci.image.index.v1+json'], m) } | 'the answer says it is'
        'a page'              | { r, m -> r.status(200, ['Content-Type': 'text/html'], '<html>'.bytes) } | 'not'
        'of schema 1'         | { r, m -> r.status(200, ['Content-Type': 'application/vnd.docker.distribution.manifest.v1+prettyjws'], m) } | 'schema 1'
        'both kinds'          | { r, m -> r.status(200, ['Content-Type': 'application/vnd.oci.image.manifest.v1+json'], '{"schemaVersion":2,"config":{},"layers":[],"manifests":[]}'.bytes) } | 'a manifest that is an index too'
        'with a false digest' | { r, m -> r.status(200, ['Content-Type': 'application/vnd.oci.image.manifest.v1+json'], new String(m).replaceFirst('sha256:', 'sha256:../../').bytes) } | 'not a digest'
    }

    def "a tag that moves between two questions is no mixture: what is pulled is what one answer said"() {
        given:
        serve('1', 1 << 20)
        serve('2', 2 << 20)
        int asked = 0
        registry.fault = { request, reply ->
            if (request.path.endsWith('/manifests/1') && asked++ > 0) {
                registry.manifests['1'] = registry.manifests['2']
            }
            false
        }

        when:
        def pulled = pull()

        then:
        pulled.digest() == FaultyRegistry.digest(registry.manifests['1'])
        asked == 1
    }

    def "a foreign layer is refused, and nobody is asked for it: #property"() {
        given:
        def digest = serve()
        def manifest = new String(registry.manifests['1'])
        registry.manifests['1'] = manifest.replaceFirst(from, to).bytes

        when:
        def line = failure { pull() }

        then:
        line.contains('foreign')
        warnings.empty
        !asked('GET').any { it.endsWith(digest) }
        nothingIsVisible()

        where:
        property     | from                                      | to
        'urls'       | /\}\]\}$/                                 | ',"urls":["http://127.0.0.1:1/x"]}]}'
        'media type' | 'vnd.oci.image.layer.v1.tar'              | 'vnd.docker.image.rootfs.foreign.diff.tar.gzip'
    }

    def "headers that lie or break the protocol end in an error: #head"() {
        given:
        serve()
        registry.fault = { request, reply ->
            if (request.path.contains('/manifests/')) {
                reply.raw(head)
                return reply.close()
            }
            false
        }

        expect:
        failure { pull() }.contains(message)

        where:
        head                                                                  | message
        'SSH-2.0-OpenSSH\r\n\r\n'                                             | 'not HTTP'
        'HTTP/1.1 200 X\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}'  | 'length is not clear'
        'HTTP/1.1 200 X\r\nContent-Length: -1\r\n\r\n{}'                      | 'length is not clear'
        'HTTP/1.1 200 X\r\nContent-Length: 500\r\n\r\n{}'                     | 'closed after 2 bytes of 500'
        'HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'          | 'broken chunk'
        'HTTP/1.1 200 X\r\nX: ' + 'y' * 70000                                 | 'more than 65536 bytes'
    }

    def "kilobytes that came before a kill are not asked for again"() {
        given: 'a pull that was killed: what came is on disk'
        def digest = serve()
        Files.createDirectories(paths.partialBlobs())
        Files.write(paths.partialBlob('sha256', digest.substring(7)), Arrays.copyOf(registry.blobs[digest], 2 << 20))

        when:
        pull()

        then:
        registry.requests.findAll { it.path.endsWith(digest) }*.headers*.get('range') == ['bytes=2097152-']
        store.find(name).present
        paths.partialBlobs().toFile().list().length == 0
        !paths.lock('any').parent.toFile().list().any { it.startsWith('partial-') }
    }

    def "what nobody came back for goes after two days, with its lock; what is being pulled does not"() {
        given:
        serve()
        Files.createDirectories(paths.partialBlobs())
        Files.createDirectories(paths.lock('any').parent)
        [a: 3, b: 3, c: 1].each { letter, days ->
            def file = Files.write(paths.partialBlob('sha256', letter * 64), new byte[9])
            Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(java.time.Instant.now().minus(days, java.time.temporal.ChronoUnit.DAYS)))
            Files.createFile(paths.lock("partial-${letter * 64}"))
        }
        def held = dev.groovebox.sandbox.storage.ObjectLock.exclusive(new dev.groovebox.sandbox.linux.jna.JnaFileCalls(), paths.lock("partial-${'b' * 64}"))

        when:
        pull()

        then:
        paths.partialBlobs().toFile().list().sort() == ["sha256-${'b' * 64}", "sha256-${'c' * 64}"]*.toString()
        paths.lock('any').parent.toFile().list().findAll { it.startsWith('partial-') }.sort() == ["partial-${'b' * 64}", "partial-${'c' * 64}"]*.toString()

        cleanup:
        held?.close()
    }

    def "a full disk is no wrong content: what came stays, and nobody is asked once more"() {
        given:
        def digest = serve()
        Files.createDirectories(paths.partialBlobs())
        def partial = paths.partialBlob('sha256', digest.substring(7))
        Files.createSymbolicLink(partial, Path.of('/dev/full'))

        when:
        def line = failure { pull() }

        then:
        line.contains('No space left on device')
        warnings.empty
        registry.requests.count { it.path.endsWith(digest) } == 1
        Files.isSymbolicLink(partial)
    }

    def "what is on disk is not believed: with another content the blob is fetched again"() {
        given:
        def digest = serve()
        Files.createDirectories(paths.partialBlobs())
        Files.write(paths.partialBlob('sha256', digest.substring(7)), new byte[2 << 20])

        expect:
        pull().fresh()
    }

    def "names that could be paths are no names: #text"() {
        when:
        def line = failure { pull("$registry.host/$text") }

        then:
        line.startsWith('cannot pull')
        registry.requests.empty

        where:
        text << ['../x', 'a/../b', 'a//b', 'x:..', 'x@sha256:../../etc', 'x?y', 'x%2e%2e', 'x y', 'A']
    }

    def "tags that a registry lists are no paths either"() {
        given:
        registry.fault = { request, reply -> request.path.endsWith('/tags/list') && reply.status(200, [:], '{"tags":["ok","../../x"]}'.bytes) }

        expect:
        failure { distribution.pull(new Pull("$registry.host/$REPOSITORY", Optional.empty(), true), events.&add) }.contains("'../../x' is no tag")
    }

    def "an image for other machines says for which it is"() {
        given:
        registry.mediaType = 'application/vnd.oci.image.index.v1+json'
        registry.manifests['1'] = """{"schemaVersion":2,"mediaType":"$registry.mediaType","manifests":[
            {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:${'1' * 64}","size":5,"platform":{"os":"linux","architecture":"s390x"}},
            {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:${'2' * 64}","size":5,"platform":{"os":"linux","architecture":"arm","variant":"v7"}}]}""".bytes

        expect:
        failure { pull() }.contains('it is not there for linux/amd64; it is for linux/s390x, linux/arm/v7')
    }
}
