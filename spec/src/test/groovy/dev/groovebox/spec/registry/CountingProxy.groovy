package dev.groovebox.spec.registry

import groovy.transform.CompileStatic

import java.nio.charset.StandardCharsets
import java.util.concurrent.CopyOnWriteArrayList

/** A proxy as HTTP_PROXY names one: it passes plain requests on and makes tunnels to addresses, but to no names, and keeps what it was asked for. */
@CompileStatic
class CountingProxy implements AutoCloseable {
    /** "user:password" when it wants to be told. */
    volatile String password
    /** Hears before each piece of an answer whose it is and how many bytes have gone, and may let it wait. */
    volatile Closure<?> gate = { Passed passed, long bytes -> }
    final List<Passed> passed = new CopyOnWriteArrayList<>()

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
    private volatile boolean closed

    CountingProxy() {
        Thread.startDaemon { accept() }
    }

    static class Passed {
        String method
        /** An address, or of a tunnel HOST:PORT. */
        String target
        Map<String, String> headers

        @Override
        String toString() {
            "$method $target"
        }
    }

    String getAddress() {
        "http://127.0.0.1:$server.localPort"
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

    private void serve(Socket client) {
        try {
            def input = new BufferedInputStream(client.inputStream)
            def words = line(input).split(' ')
            if (words.length < 2) {
                return
            }
            def request = new Passed(method: words[0], target: words[1], headers: headers(input))
            if (password && request.headers['proxy-authorization'] != 'Basic ' + password.bytes.encodeBase64()) {
                client.outputStream << 'HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm="here"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
                return
            }
            passed << request
            request.method == 'CONNECT' ? tunnel(request, input, client) : forward(request, input, client)
        } catch (IOException gone) {
            // One of both has had enough.
        }
    }

    private void tunnel(Passed request, InputStream input, Socket client) {
        def colon = request.target.lastIndexOf(':')
        Socket server
        try {
            server = new Socket(address(request.target.substring(0, colon)), request.target.substring(colon + 1) as int)
        } catch (IOException nobody) {
            client.outputStream << 'HTTP/1.1 502 X\r\nContent-Length: 0\r\n\r\n'
            return
        }
        server.withCloseable {
            client.outputStream << 'HTTP/1.1 200 X\r\n\r\n'
            Thread.startDaemon { quietly { relay(request, server.inputStream, client.outputStream); client.shutdownOutput() } }
            quietly { input.transferTo(server.outputStream) }
        }
    }

    /** Whether and when a name server answers is nothing that a spec should hang on. */
    private static String address(String host) throws UnknownHostException {
        if (!(host ==~ /[\d.]+/)) {
            throw new UnknownHostException(host)
        }
        host
    }

    /** One request a connection, which makes the end of its answer that of the stream. */
    private void forward(Passed request, InputStream input, Socket client) {
        def address = URI.create(request.target)
        new Socket(address.host, address.port).withCloseable { server ->
            def path = address.rawPath + (address.rawQuery ? "?$address.rawQuery" : '')
            def head = new StringBuilder("$request.method $path HTTP/1.1\r\nConnection: close\r\n")
            request.headers.findAll { name, value -> !(name in ['connection', 'proxy-authorization']) }
                    .each { name, value -> head << "$name: $value\r\n" }
            server.outputStream.write((head.toString() + '\r\n').getBytes(StandardCharsets.ISO_8859_1))
            server.outputStream.write(input.readNBytes((request.headers['content-length'] ?: '0') as int))
            relay(request, server.inputStream, client.outputStream)
        }
    }

    private void relay(Passed request, InputStream from, OutputStream to) {
        byte[] piece = new byte[1 << 16]
        long bytes = 0
        for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
            gate.call(request, bytes)
            to.write(piece, 0, count)
            to.flush()
            bytes += count
        }
    }

    private static void quietly(Closure<?> work) {
        try {
            work.call()
        } catch (IOException gone) {
            // The other side is closed: so is the tunnel.
        }
    }

    private static Map<String, String> headers(InputStream input) {
        Map<String, String> headers = [:]
        for (def field = line(input); field; field = line(input)) {
            int colon = field.indexOf(':')
            headers[field.substring(0, colon).toLowerCase()] = field.substring(colon + 1).trim()
        }
        headers
    }

    private static String line(InputStream input) {
        def line = new StringBuilder()
        for (int c = input.read(); c >= 0 && c != ('\n' as char as int); c = input.read()) {
            line.append((char) c)
        }
        line.toString().trim()
    }

    @Override
    void close() {
        closed = true
        server.close()
    }
}
