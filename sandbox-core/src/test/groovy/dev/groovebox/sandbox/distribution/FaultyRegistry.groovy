package dev.groovebox.sandbox.distribution

import dev.groovebox.registry.oci.Digests
import groovy.transform.CompileStatic

import java.nio.charset.StandardCharsets
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CopyOnWriteArrayList

/**
 * A registry in memory that can be told to go wrong: for faults only. It speaks HTTP byte by byte, since what it has to
 * do is what no server does: lie on lengths, stop in the middle, reset.
 */
@CompileStatic
class FaultyRegistry implements AutoCloseable {
    final Map<String, byte[]> blobs = new ConcurrentHashMap<>()
    /** By tag and by digest. */
    final Map<String, byte[]> manifests = new ConcurrentHashMap<>()
    final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>()
    final List<Request> requests = new CopyOnWriteArrayList<>()
    /** Asked before each answer: true when it has answered itself. */
    volatile Closure<Boolean> fault = { Request request, Reply reply -> false }
    volatile String mediaType = 'application/vnd.oci.image.manifest.v1+json'

    private final ServerSocket server
    private volatile boolean closed

    FaultyRegistry(String address = '127.0.0.1') {
        server = new ServerSocket(0, 50, InetAddress.getByName(address))
        Thread.startDaemon { accept() }
    }

    int getPort() {
        server.localPort
    }

    /** As a reference has it: "127.0.0.1:4711". */
    String getHost() {
        def address = server.inetAddress
        (address instanceof Inet6Address ? "[::1]:$port" : "${address.hostAddress}:$port") as String
    }

    static class Request {
        String method
        String path
        String query
        Map<String, String> headers
        byte[] body

        @Override
        String toString() {
            "$method $path" + (query ? "?$query" : '')
        }
    }

    /** The three ways to answer: as one should, with any bytes, or by ending the connection. */
    static class Reply {
        final Socket socket
        boolean ends

        Reply(Socket socket) {
            this.socket = socket
        }

        Boolean status(int status, Map<String, String> headers = [:], byte[] body = new byte[0]) {
            def all = new LinkedHashMap<String, String>(['Content-Length': body.length as String])
            all.putAll(headers)
            raw("HTTP/1.1 $status X\r\n" + all.collect { name, value -> "$name: $value\r\n" }.join('') + '\r\n', body)
        }

        Boolean raw(String head, byte[] body = new byte[0]) {
            def out = socket.outputStream
            out.write(head.getBytes(StandardCharsets.ISO_8859_1))
            out.write(body)
            out.flush()
            true
        }

        Boolean close() {
            ends = true
            true
        }

        /** With a reset, not an end. It would throw away what is still on its way, so that comes first. */
        Boolean reset() {
            while (hasBytesOnTheWay()) {
                Thread.sleep(5)
            }
            socket.setSoLinger(true, 0)
            close()
        }

        /** In one of the queues that the kernel's table shows of either end. */
        private boolean hasBytesOnTheWay() {
            def ends = [socket.localPort, socket.port].collect { String.format(':%04X', it) } as Set
            ['/proc/net/tcp', '/proc/net/tcp6'].collectMany { new File(it).readLines().drop(1) }*.tokenize(' ')
                    .any { [it[1], it[2]]*.replaceFirst('.*:', ':').toSet() == ends && it[4] != '00000000:00000000' }
        }

        /** Not a byte more, until the client has had enough. */
        Boolean stall() {
            socket.inputStream.read()
            close()
        }
    }

    private void accept() {
        while (!closed) {
            try {
                def socket = server.accept()
                Thread.startDaemon { socket.withCloseable { serve(socket) } }
            } catch (SocketException e) {
                assert closed: e
            }
        }
    }

    private void serve(Socket socket) {
        try {
            def input = new BufferedInputStream(socket.inputStream)
            def reply = new Reply(socket)
            for (def request = read(input); request != null && !reply.ends; request = read(input)) {
                requests << request
                if (!fault.call(request, reply)) {
                    answer(request, reply)
                }
                if (reply.ends) {
                    return
                }
            }
        } catch (IOException gone) {
            // The client has had enough.
        }
    }

    private static Request read(InputStream input) {
        def first = line(input)
        if (!first) {
            return null
        }
        def words = first.split(' ')
        Map<String, String> headers = [:]
        for (def field = line(input); field; field = line(input)) {
            if (field.indexOf(':') < 0) {
                return null // TLS, most likely
            }
            headers[field.substring(0, field.indexOf(':')).toLowerCase()] = field.substring(field.indexOf(':') + 1).trim()
        }
        byte[] body = input.readNBytes((headers['content-length'] ?: '0') as int)
        def target = words[1].split('\\?', 2)
        new Request(method: words[0], path: URLDecoder.decode(target[0], 'UTF-8'), query: target.length > 1 ? target[1] : '',
                headers: headers, body: body)
    }

    private static String line(InputStream input) {
        def line = new StringBuilder()
        for (int c = input.read(); c >= 0 && c != ('\n' as char as int); c = input.read()) {
            line.append((char) c)
        }
        line.toString().trim()
    }

    Boolean answer(Request request, Reply reply) {
        def path = request.path
        if (path == '/v2/') {
            return reply.status(200)
        }
        if (path.contains('/manifests/')) {
            return manifest(request, reply, path.substring(path.lastIndexOf('/') + 1))
        }
        if (path.contains('/blobs/uploads/')) {
            return upload(request, reply)
        }
        if (path.contains('/blobs/')) {
            return blob(request, reply, blobs[path.substring(path.lastIndexOf('/') + 1)])
        }
        reply.status(404)
    }

    private Boolean manifest(Request request, Reply reply, String reference) {
        if (request.method == 'PUT') {
            manifests[reference] = request.body
            return reply.status(201, ['Docker-Content-Digest': digest(request.body)])
        }
        def bytes = manifests[reference]
        if (bytes == null) {
            return reply.status(404, [:], '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"no such manifest"}]}'.bytes)
        }
        def headers = ['Content-Type': mediaType, 'Docker-Content-Digest': digest(bytes), 'Content-Length': bytes.length as String]
        request.method == 'HEAD' ? reply.status(200, headers) : reply.status(200, headers, bytes)
    }

    private static Boolean blob(Request request, Reply reply, byte[] bytes) {
        if (bytes == null) {
            return reply.status(404)
        }
        if (request.method == 'HEAD') {
            return reply.status(200, ['Content-Length': bytes.length as String])
        }
        def range = request.headers['range']
        if (range) {
            int from = range.replaceAll('[^0-9]', '') as int
            return reply.status(206, ['Content-Range': "bytes $from-${bytes.length - 1}/$bytes.length" as String],
                    Arrays.copyOfRange(bytes, from, bytes.length))
        }
        reply.status(200, [:], bytes)
    }

    private Boolean upload(Request request, Reply reply) {
        if (request.method == 'POST') {
            def id = UUID.randomUUID().toString()
            uploads[id] = new ByteArrayOutputStream()
            return reply.status(202, ['Location': request.path + id])
        }
        def id = request.path.substring(request.path.lastIndexOf('/') + 1)
        def data = uploads[id]
        if (data == null) {
            return reply.status(404)
        }
        if (request.method == 'DELETE') {
            uploads.remove(id)
            return reply.status(204)
        }
        data.write(request.body)
        if (request.method == 'PUT') {
            def wanted = URLDecoder.decode(request.query.replaceFirst('.*digest=', ''), 'UTF-8')
            if (digest(data.toByteArray()) != wanted) {
                return reply.status(400, [:], '{"errors":[{"code":"DIGEST_INVALID","message":"not that digest"}]}'.bytes)
            }
            blobs[wanted] = data.toByteArray()
            return reply.status(201)
        }
        reply.status(request.method == 'GET' ? 204 : 202, state(request.path, data.size()))
    }

    static Map<String, String> state(String path, int size) {
        ['Location': path, 'Range': "0-${Math.max(0, size - 1)}" as String]
    }

    static String digest(byte[] bytes) {
        Digests.of('sha256', bytes).toString()
    }

    @Override
    void close() {
        closed = true
        server.close()
    }
}
