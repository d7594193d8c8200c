package dev.groovebox.spec.registry

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import dev.groovebox.registry.json.Json
import dev.groovebox.registry.json.JsonObject

import java.nio.file.Files
import java.nio.file.Path
import java.security.KeyFactory
import java.security.PrivateKey
import java.security.Signature
import java.security.spec.PKCS8EncodedKeySpec
import java.util.concurrent.CopyOnWriteArrayList

/**
 * A token server as docker-registry wants it: signed tokens (distribution's "token" and "oauth2" pages) for user ops,
 * password pw, or for an identity token that a login was given in the password's place.
 */
class TokenServer implements AutoCloseable {
    private final HttpServer server = HttpServer.create(new InetSocketAddress('127.0.0.1', 0), 10)
    private final Path authority
    private final PrivateKey key
    final List<String> scopes = new CopyOnWriteArrayList<>()
    /** How each token was asked for: "password", "login" or "identity". */
    final List<String> grants = new CopyOnWriteArrayList<>()
    int seconds = 60
    /** Given to a login, and taken afterwards; empty when there are none. */
    volatile String identity = ''

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
        def body = exchange.requestMethod == 'POST' ? exchanged(values(exchange.requestBody.text)) : basic(exchange)
        byte[] json = body.map { Json.write(it) }.orElse('{}'.bytes)
        exchange.sendResponseHeaders(body.present ? 200 : 401, json.length)
        exchange.responseBody.withCloseable { it << json }
    }

    private Optional<JsonObject> basic(HttpExchange exchange) {
        def asked = values(exchange.requestURI.rawQuery ?: '')
        boolean login = asked.offline_token == ['true']
        if (exchange.requestHeaders.getFirst('Authorization') != 'Basic ' + 'ops:pw'.bytes.encodeBase64()) {
            scopes.addAll(asked.scope ?: [])
            return Optional.empty()
        }
        grants << (login ? 'login' : 'password')
        def answer = JsonObject.builder().put('token', token(asked.scope ?: [])).put('expires_in', seconds)
        Optional.of((login && identity ? answer.put('refresh_token', identity) : answer).build())
    }

    private Optional<JsonObject> exchanged(Map<String, List<String>> form) {
        if (!identity || form.grant_type != ['refresh_token'] || form.refresh_token != [identity]) {
            return Optional.empty()
        }
        grants << 'identity'
        Optional.of(JsonObject.builder().put('access_token', token((form.scope ?: [''])[0].tokenize(' '))).put('expires_in', seconds).build())
    }

    private static Map<String, List<String>> values(String query) {
        query.split('&').findAll().collect { it.split('=', 2)*.with { URLDecoder.decode(it, 'UTF-8') } }
                .groupBy { it[0] }.collectEntries { name, pairs -> [name, pairs*.getAt(1)] }
    }

    private String token(List<String> asked) {
        scopes.addAll(asked)
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
