package dev.groovebox.spec.registry

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer

import java.nio.file.Files
import java.nio.file.Path
import java.security.KeyFactory
import java.security.PrivateKey
import java.security.Signature
import java.security.spec.PKCS8EncodedKeySpec
import java.util.concurrent.CopyOnWriteArrayList

/** A token server as docker-registry wants it: signed tokens (distribution's "token" page) for user ops, password pw. */
class TokenServer implements AutoCloseable {
    private final HttpServer server = HttpServer.create(new InetSocketAddress('127.0.0.1', 0), 10)
    private final Path authority
    private final PrivateKey key
    final List<String> scopes = new CopyOnWriteArrayList<>()
    int seconds = 60

    TokenServer(TestAuthority authority) {
        this.authority = authority.folder
        def pem = Files.readString(this.authority.resolve('ca.key')).replaceAll('-----.*-----', '').replaceAll('\\s', '')
        key = KeyFactory.getInstance('RSA').generatePrivate(new PKCS8EncodedKeySpec(pem.decodeBase64()))
        server.createContext('/token') { HttpExchange exchange -> answer(exchange) }
        server.start()
    }

    /** The section of docker-registry's configuration. */
    String getConfiguration() {
        "auth: {token: {realm: 'http://127.0.0.1:$server.address.port/token', service: test, issuer: test, rootcertbundle: $authority/ca.crt}}"
    }

    private void answer(HttpExchange exchange) {
        def asked = (exchange.requestURI.rawQuery ?: '').split('&').findAll { it.startsWith('scope=') }
                .collect { URLDecoder.decode(it.substring(6), 'UTF-8') }
        scopes.addAll(asked)
        boolean known = exchange.requestHeaders.getFirst('Authorization') == 'Basic ' + 'ops:pw'.bytes.encodeBase64()
        byte[] body = known ? """{"token":"${token(asked)}","expires_in":$seconds}""".bytes : '{}'.bytes
        exchange.sendResponseHeaders(known ? 200 : 401, body.length)
        exchange.responseBody.withCloseable { it << body }
    }

    private String token(List<String> asked) {
        def access = asked.collect { scope ->
            def parts = scope.split(':')
            """{"type":"${parts[0]}","name":"${parts[1..-2].join(':')}","actions":[${parts[-1].split(',').collect { "\"$it\"" }.join(',')}]}"""
        }
        long now = System.currentTimeMillis().intdiv(1000)
        def certificate = Files.readString(authority.resolve('ca.crt')).replaceAll('-----.*-----', '').replaceAll('\\s', '')
        def signed = base64("""{"typ":"JWT","alg":"RS256","x5c":["$certificate"]}""".bytes) + '.' +
                base64("""{"iss":"test","sub":"ops","aud":"test","exp":${now + seconds},"nbf":${now - 5},"iat":$now,"jti":"$now","access":[${access.join(',')}]}""".bytes)
        def signature = Signature.getInstance('SHA256withRSA').tap { initSign(key); update(signed.bytes) }.sign()
        "$signed.${base64(signature)}"
    }

    private static String base64(byte[] bytes) {
        Base64.urlEncoder.withoutPadding().encodeToString(bytes)
    }

    @Override
    void close() {
        server.stop(0)
    }
}
