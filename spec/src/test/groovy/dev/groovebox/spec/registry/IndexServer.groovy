package dev.groovebox.spec.registry

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import dev.groovebox.registry.json.Json
import dev.groovebox.registry.json.JsonObject

import java.util.concurrent.CopyOnWriteArrayList

/** docker.io's index as far as a search needs it: GET /v1/search?q=TERM&n=LIMIT. */
class IndexServer implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 22

    private final HttpServer server = HttpServer.create(new InetSocketAddress('127.0.0.1', 0), 10)
    private final ServerSocket front = new ServerSocket(0, 10, InetAddress.getByName('127.0.0.1'))
    final List<String> queries = new CopyOnWriteArrayList<>()
    /** In the order of the answer: name, description, star_count, is_official. */
    final List<Map<String, ?>> images

    IndexServer(List<Map<String, ?>> images) {
        this.images = images
        server.createContext('/v1/_ping') { HttpExchange exchange -> answer(exchange, 200, JsonObject.EMPTY) }
        server.createContext('/v1/search') { HttpExchange exchange -> search(exchange) }
        server.createContext('/') { HttpExchange exchange -> answer(exchange, exchange.requestURI.path == '/v2/' ? 200 : 404, JsonObject.EMPTY) }
        server.start()
        Thread.startDaemon { accept() }
    }

    String getHost() {
        "127.0.0.1:$front.localPort"
    }

    private void accept() {
        while (!front.closed) {
            try {
                def client = front.accept()
                Thread.startDaemon { client.withCloseable { pass(it) } }
            } catch (SocketException e) {
                assert front.closed: e
            }
        }
    }

    /** Who speaks TLS is sent away at once: docker asks so first, and would wait ten seconds each time. */
    private void pass(Socket client) {
        def input = new PushbackInputStream(client.inputStream)
        int first = input.read()
        if (first < 0 || first == TLS_HANDSHAKE) {
            return
        }
        input.unread(first)
        new Socket('127.0.0.1', server.address.port).withCloseable { behind ->
            Thread.startDaemon { copy(behind.inputStream, client.outputStream) }
            copy(input, behind.outputStream)
        }
    }

    private static void copy(InputStream from, OutputStream to) {
        try {
            from.transferTo(to)
        } catch (IOException gone) {
            // One of both has had enough.
        }
    }

    private void search(HttpExchange exchange) {
        queries << exchange.requestURI.query
        def query = exchange.requestURI.query.split('&').collectEntries { it.split('=', 2).toList() }
        def found = images.findAll { it.name.contains(query.q) }
        answer(exchange, 200, JsonObject.builder().put('query', query.q).put('num_results', found.size())
                .putObjects('results', found.take(query.n as int).collect { result(it) }).build())
    }

    private static JsonObject result(Map<String, ?> image) {
        JsonObject.builder().put('name', image.name as String).put('description', image.description as String)
                .put('star_count', image.star_count as long).put('is_official', image.is_official as boolean).build()
    }

    private static void answer(HttpExchange exchange, int status, JsonObject body) {
        byte[] json = Json.write(body)
        exchange.responseHeaders.add('Content-Type', 'application/json')
        exchange.sendResponseHeaders(status, json.length)
        exchange.responseBody.withCloseable { it << json }
    }

    @Override
    void close() {
        front.close()
        server.stop(0)
    }
}
