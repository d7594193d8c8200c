package dev.groovebox.sandbox.distribution

import dev.groovebox.registry.auth.Credentials
import dev.groovebox.sandbox.operation.RegistryOperation.Login
import dev.groovebox.sandbox.operation.Secret

import java.nio.file.Files
import java.nio.file.attribute.PosixFilePermissions
import java.util.concurrent.CopyOnWriteArrayList
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Timeout

/** Who is told a password or a token, for how long, and that nobody else is. */
@Timeout(60)
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'layers hold other users\' files')
class RegistryAuthSpec extends DistributionSpecification {
    static final PASSWORD = 'hunter2-correct-horse'
    static final BASIC = 'Basic ' + "ops:$PASSWORD".bytes.encodeBase64()

    /** A token server: what it gives is good for so many requests. */
    @AutoCleanup
    FaultyRegistry tokens = new FaultyRegistry()
    List<String> given = new CopyOnWriteArrayList<>()
    String realmHost = null
    int life = 3600

    def setup() {
        tokens.fault = { request, reply ->
            if (request.headers['authorization'] && request.headers['authorization'] != BASIC) {
                return reply.status(401)
            }
            def token = "token-${given.size()}-secret".toString()
            given << token
            reply.status(200, [:], """{"token":"$token","expires_in":$life,"refresh_token":"identity-secret"}""".bytes)
        }
    }

    void login() {
        auths.store(registry.host, new Credentials.Password('ops', PASSWORD))
    }

    String challenge(String realm = "http://${realmHost ?: tokens.host}/token") {
        """Bearer realm="$realm",service="the registry",scope="repository:$REPOSITORY:pull\""""
    }

    /** Every request needs one of these tokens. */
    void wantTokens(Closure<Boolean> good = { String token -> given.contains(token) }, String challenge = challenge()) {
        registry.fault = { request, reply ->
            def token = (request.headers['authorization'] ?: '').replaceFirst('Bearer ', '')
            good(token) ? false : reply.status(401, ['WWW-Authenticate': challenge])
        }
    }

    void wantPassword() {
        registry.fault = { request, reply ->
            request.headers['authorization'] == BASIC ? false : reply.status(401, ['WWW-Authenticate': 'Basic realm="x"'])
        }
    }

    /** Nothing that was said, kept in events or thrown holds a secret. */
    void assertNoSecretIn(String... texts) {
        ([*texts] + events*.toString()).each {
            assert !it.contains(PASSWORD) && !it.contains(BASIC.substring(6)) && !it.contains('-secret')
        }
    }

    def "Basic: the password is sent when it is asked for, and then without being asked"() {
        given:
        serve()
        login()
        wantPassword()

        when:
        pull()

        then:
        registry.requests.count { !it.headers['authorization'] } == 2
        assertNoSecretIn()
    }

    def "without credentials the answer is 401, and the line says what to do"() {
        given:
        serve()
        wantPassword()

        expect:
        failure { pull() }.endsWith("answered 401; log in with 'groovebox login', or see whether the name is right")
    }

    def "Bearer: one token for the pull of all, asked for with service and scope"() {
        given:
        serve()
        login()
        wantTokens()

        when:
        pull()

        then:
        given.size() == 1
        def asked = tokens.requests[0]
        asked.headers['authorization'] == BASIC
        asked.query == 'service=the%20registry&scope=repository%3Ateam%2Ftool%3Apull'
        registry.requests.every { !it.headers['authorization'] || it.headers['authorization'].startsWith('Bearer') }
        assertNoSecretIn()
    }

    def "an anonymous token is asked for without credentials"() {
        given:
        serve()
        wantTokens()

        when:
        pull()

        then:
        tokens.requests.size() == 1
        tokens.requests.every { !it.headers['authorization'] }
    }

    def "a token that expires in the middle of an upload is renewed, and the upload goes on"() {
        given:
        serve('1', 9 << 20)
        pull()
        login()
        // One upload at a time: two would use up each other's tokens.
        settings = settings.withConcurrency(1, 1)
        int uses = 0
        // Each is good for two requests, then no more.
        wantTokens({ String token -> given && token == given.last() && uses++ % 3 < 2 })

        when:
        def pushed = push(name, "$registry.host/other:1")

        then:
        FaultyRegistry.digest(registry.manifests['1']) == pushed.digest()
        given.size() > 2
        assertNoSecretIn()
    }

    def "a token is not used after its time"() {
        given:
        serve()
        login()
        life = 0
        wantTokens()

        when:
        pull()

        then:
        given.size() > 1
    }

    def "a token server of another site is told no password: #realm"() {
        given:
        serve()
        login()
        def asked = new CopyOnWriteArrayList()
        tokens.fault = { request, reply ->
            asked << request.headers['authorization']
            reply.status(200, [:], '{"token":"anonymous"}'.bytes)
        }
        // localhost is this machine under a name that is not the registry's.
        wantTokens({ false }, challenge("http://localhost:$tokens.port/token"))

        when:
        def line = failure { pull() }

        then:
        asked == [null]
        line.contains('the registry wants the password sent to localhost, another site than its own')
        line.contains('"token-realms"')

        when: 'its user says that it may'
        settings = settings.withTokenRealms([(registry.host): ['localhost'] as Set])
        tokens.fault = { request, reply ->
            asked << request.headers['authorization']
            given << 'good'
            reply.status(200, [:], '{"token":"good"}'.bytes)
        }
        wantTokens({ it == 'good' }, challenge("http://localhost:$tokens.port/token"))
        pull()

        then:
        asked.last() == BASIC
    }

    def "a realm that is no address of http is refused: #realm"() {
        given:
        login()
        wantTokens({ false }, challenge(realm))

        expect:
        failure { pull() }.contains('token server that is none')

        where:
        realm << ['file:///etc/shadow', 'ftp://x/', 'http:///x', '::']
    }

    def "a redirect to another host gets the blob's request without credentials, and its 401 is not answered"() {
        given:
        def digest = serve()
        login()
        def other = new FaultyRegistry()
        other.blobs.putAll(registry.blobs)
        registry.fault = { request, reply ->
            if (request.headers['authorization'] != BASIC) {
                return reply.status(401, ['WWW-Authenticate': 'Basic realm="x"'])
            }
            request.path.endsWith(digest) && reply.status(307, ['Location': "http://$other.host/v2/x/blobs/$digest?signature=abc-secret" as String])
        }

        when:
        pull()

        then:
        other.requests*.headers*.get('authorization') == [null]
        assertNoSecretIn()

        when:
        store = new dev.groovebox.sandbox.image.ImageStore(paths, new dev.groovebox.sandbox.linux.jna.JnaFileCalls())
        other.fault = { request, reply -> reply.status(401, ['WWW-Authenticate': 'Basic realm="give"']) }
        serve('2', 2 << 20)
        def second = new String(registry.manifests['2'])
        registry.fault = { request, reply ->
            request.path.contains('/blobs/') && reply.status(307, ['Location': "http://$other.host/x" as String])
        }
        def line = failure { pull("$registry.host/$REPOSITORY:2") }

        then:
        line.contains('answered 401')
        !other.requests.empty
        other.requests.every { !it.headers['authorization'] }

        cleanup:
        other.close()
    }

    def "an upload that is to go on at another host takes no credentials there, whatever that host asks for: #scheme"() {
        given:
        serve()
        pull()
        login()
        def other = new FaultyRegistry()
        other.fault = { request, reply -> reply.status(401, ['WWW-Authenticate': "$scheme realm=\"http://$other.host/token\"" as String]) }
        registry.fault = { request, reply ->
            request.method == 'POST' && reply.status(202, ['Location': "http://$other.host/v2/x/blobs/uploads/1" as String])
        }

        expect:
        failure { push(name, "$registry.host/other:1") }.contains('answered 401')
        !other.requests.empty
        other.requests.every { it.path.startsWith('/v2/x/') && !it.headers['authorization'] }

        cleanup:
        other.close()

        where:
        scheme << ['Basic', 'Bearer']
    }

    def "redirects that are refused: #location"() {
        given:
        def digest = serve()
        registry.fault = { request, reply -> request.path.contains('/blobs/') && reply.status(302, ['Location': location]) }

        expect:
        failure { pull() }.contains(message)
        nothingIsVisible()

        where:
        location              | message
        'file:///etc/passwd'  | "'file:' is no address of http or https"
        'gopher://x/'         | "'gopher:' is no address"
        '/v2/team/tool/blobs/sha256:again' | 'more than 10 redirects'
        'http://'             | 'a redirect is refused'
    }

    def "login proves the password, keeps it for its owner alone, and a wrong one is not kept"() {
        given:
        wantPassword()

        when:
        remote.login(new Login(registry.host, 'ops', new Secret(PASSWORD)), events.&add)

        then:
        auths.find(registry.host).get() == new Credentials.Password('ops', PASSWORD)
        PosixFilePermissions.toString(Files.getPosixFilePermissions(auths.file())) == 'rw-------'

        when:
        remote.logout(registry.host, events.&add)
        def line = failure { remote.login(new Login(registry.host, 'ops', new Secret('wrong-secret')), events.&add) }

        then:
        line.contains('answered 401')
        auths.find(registry.host).empty
        assertNoSecretIn(line)
    }

    def "login by token keeps the identity token in place of the password, and later asks with it alone"() {
        given:
        wantTokens()
        serve()

        when:
        remote.login(new Login(registry.host, 'ops', new Secret(PASSWORD)), events.&add)

        then:
        auths.find(registry.host).get() == new Credentials.IdentityToken('ops', 'identity-secret')
        !Files.readString(auths.file()).contains(PASSWORD)

        when:
        tokens.requests.clear()
        pull()

        then:
        tokens.requests*.method == ['POST']
        new String(tokens.requests[0].body).contains('grant_type=refresh_token')
        new String(tokens.requests[0].body).contains('refresh_token=identity-secret')
        !tokens.requests[0].headers['authorization']
        assertNoSecretIn()
    }
}
