package dev.groovebox.spec.registry

import dev.groovebox.registry.json.Json
import dev.groovebox.registry.json.JsonObject
import dev.groovebox.sandbox.linux.seccomp.DockerDaemon

import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Stepwise

/** Login by a token server that gives an identity token: kept as docker keeps it, and shown in the password's place. */
@Stepwise
class IdentityTokenSpec extends RegistryCommandSpecification {
    static final String IDENTITY = 'identity-secret'

    @Shared
    @AutoCleanup
    TokenServer tokens = new TokenServer(new TestAuthority(groovebox.work.resolve('authority'), '127.0.0.1'))
    @Shared
    @AutoCleanup
    DockerRegistry registry = new DockerRegistry(auth: tokens.configuration)
    /** In docker's place of it, so that docker can be shown the same. */
    @Shared
    Path auths = groovebox.work.resolve('config.json')
    @Shared
    String image = "$registry.host/team/tool:1"

    def setupSpec() {
        tokens.identity = IDENTITY
        importFile('tool:1', 'for those who are known'.bytes)
    }

    def setup() {
        tokens.grants.clear()
    }

    Map<String, ?> ours(String stdin = '') {
        [env: [GROOVEBOX_AUTH_FILE: auths.toString()], stdin: stdin]
    }

    def "login keeps the token and not the password"() {
        expect:
        out(ours('pw\n'), 'login', '--username', 'ops', '--password-stdin', registry.host) == 'Login Succeeded'
        tokens.grants.contains('login')
        kept(auths) == Json.readObject("""{"$registry.host": {"auth": "${'ops:'.bytes.encodeBase64()}", "identitytoken": "$IDENTITY"}}""".bytes)
    }

    def "push and pull ask for their tokens with it alone"() {
        when:
        out(ours(), 'push', '-q', 'tool:1', image)
        out(ours(), 'pull', '-q', image)

        then:
        tokens.grants.toSet() == ['identity'].toSet()
    }

    @Requires({ DockerDaemon.isAvailable() })
    def "docker keeps the same after its own login, and pulls by what we kept"() {
        given:
        def docker = new DockerDaemon()
        def folder = Files.createDirectory(groovebox.work.resolve('docker'))

        when:
        docker.docker('--config', folder.toString(), 'login', '--username', 'ops', '--password', 'pw', registry.host)

        then:
        kept(folder.resolve('config.json')) == kept(auths)

        when:
        tokens.grants.clear()
        docker.docker('--config', auths.parent.toString(), 'pull', '-q', image)

        then:
        tokens.grants.toSet() == ['identity'].toSet()

        cleanup:
        docker.close()
    }

    def "one that the server has revoked is an error that says what to do, and shows no secret"() {
        given:
        tokens.identity = 'another'

        when:
        def said = groovebox.run(ours(), '--debug', 'pull', '-q', image)

        then:
        said.exitCode == 1
        said.err.contains("was answered 401; log in with 'groovebox login'")
        !said.err.contains(IDENTITY)

        cleanup:
        tokens.identity = IDENTITY
    }

    def "logout forgets it"() {
        expect:
        out(ours(), 'logout', registry.host) == "Removed login credentials for $registry.host"
        kept(auths) == JsonObject.EMPTY
        groovebox.run(ours(), 'pull', '-q', image).exitCode == 1
        tokens.grants.empty
    }

    private static JsonObject kept(Path file) {
        Json.readObject(Files.readAllBytes(file)).requireObject('auths')
    }
}
