package dev.groovebox.spec.registry

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import dev.groovebox.registry.json.Json
import dev.groovebox.registry.json.JsonObject

import java.util.concurrent.CopyOnWriteArrayList

/** docker.io's index as far as a search needs it: GET /v1/search?q=TERM&n=LIMIT. */
class IndexServer implements AutoCloseable {
    private final HttpServer server = HttpServer.create(new InetSocketAddress('127.0.0.1', 0), 10)
    final List<String> queries = new CopyOnWriteArrayList<>()
    /** In the order of the answer: name, description, star_count, is_official. */
    final List<Map<String, ?>> images

    IndexServer(List<Map<String, ?>> images) {
        this.images = images
        server.createContext('/v1/_ping') { HttpExchange exchange -> answer(exchange, 200, JsonObject.EMPTY) }
        server.createContext('/v1/search') { HttpExchange exchange -> search(exchange) }
        server.createContext('/') { HttpExchange exchange -> answer(exchange, exchange.requestURI.path == '/v2/' ? 200 : 404, JsonObject.EMPTY) }
        server.start()
    }

    String getHost() {
        "127.0.0.1:$server.address.port"
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
        server.stop(0)
    }
}
