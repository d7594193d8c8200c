package dev.groovebox.spec.build

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.Executors
import java.util.concurrent.ExecutorService

/**
 * A proxy for the apt of builds, on the loopback: all who ask while it lives get the same lists, so the same versions, and
 * packages stay for the specs of another day. It reaches one mirror and nothing else.
 */
class AptProxy implements AutoCloseable {
    private final URI mirror
    private final Path packages
    private final Path lists
    private final HttpServer server = HttpServer.create(new InetSocketAddress('127.0.0.1', 0), 0)
    private final ExecutorService threads = Executors.newCachedThreadPool()
    private final HttpClient client
    private final Map<Path, Object> fetching = new ConcurrentHashMap<>()

    /**
     * @param packages a folder that stays
     * @param lists a folder for what changes on the mirror
     */
    AptProxy(URI mirror, Path packages, Path lists) {
        this.mirror = mirror
        this.packages = packages
        this.lists = lists
        client = HttpClient.newBuilder().proxy(proxyOfThisMachine()).build()
        server.executor = threads
        server.createContext('/') { HttpExchange exchange -> exchange.withCloseable { answer(it) } }
        server.start()
    }

    /** As http_proxy has it. */
    String getAddress() {
        "http://127.0.0.1:$server.address.port"
    }

    private void answer(HttpExchange exchange) {
        def asked = exchange.requestURI
        if (exchange.requestMethod != 'GET' || asked.host != mirror.host || asked.port != mirror.port) {
            exchange.sendResponseHeaders(403, -1)
            return
        }
        def file = (asked.path.endsWith('.deb') ? packages : lists).resolve(URLEncoder.encode(asked.path, 'UTF-8'))
        int status = fetched(asked, file)
        if (status != 200) {
            exchange.sendResponseHeaders(status, -1)
            return
        }
        exchange.sendResponseHeaders(200, Files.size(file))
        exchange.responseBody.withCloseable { Files.copy(file, it) }
    }

    /** What is there in part is never under its own name; two who ask for the same fetch it once. */
    private int fetched(URI asked, Path file) {
        synchronized (fetching.computeIfAbsent(file) { new Object() }) {
            if (Files.exists(file)) {
                return 200
            }
            def part = Files.createTempFile(file.parent, '.part', '')
            try {
                def status = client.send(HttpRequest.newBuilder(asked).build(), HttpResponse.BodyHandlers.ofFile(part)).statusCode()
                if (status == 200) {
                    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE)
                }
                status
            } catch (IOException unreachable) {
                System.err.println("AptProxy: $asked: $unreachable")
                502
            } finally {
                Files.deleteIfExists(part)
            }
        }
    }

    private static ProxySelector proxyOfThisMachine() {
        def process = new ProcessBuilder('sh', '-c', 'eval "$(apt-config shell proxy Acquire::http::Proxy)"; printf %s "${proxy:-${http_proxy:-}}"').start()
        def said = process.inputStream.text
        assert process.waitFor() == 0
        def proxy = said ? URI.create(said) : null
        proxy ? ProxySelector.of(new InetSocketAddress(proxy.host, proxy.port)) : HttpClient.Builder.NO_PROXY
    }

    @Override
    void close() {
        server.stop(0)
        threads.shutdownNow()
    }
}
