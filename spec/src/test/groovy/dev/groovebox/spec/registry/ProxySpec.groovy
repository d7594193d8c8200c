package dev.groovebox.spec.registry

import java.nio.file.Files
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared

/** HTTP_PROXY, HTTPS_PROXY and NO_PROXY, by a proxy that tells what passes. */
@Requires(value = { TlsAndPeersSpec.OUTSIDE }, reason = 'needs an address that is not the loopback: that is never asked by a proxy')
class ProxySpec extends RegistryCommandSpecification {
    static final NO_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'].collectEntries { [it, null] }

    @Shared
    @AutoCleanup
    DockerRegistry registry = new DockerRegistry(address: TlsAndPeersSpec.OUTSIDE)
    @AutoCleanup
    CountingProxy proxy = new CountingProxy()
    @Shared
    String image = "$registry.host/team/tool:1"

    def setupSpec() {
        configure(registry)
        importFile('tool:1', 'by proxy'.bytes)
        out(environment([:]), 'push', '-q', 'tool:1', image)
    }

    private void configure(DockerRegistry insecure, String more = '') {
        Files.writeString(groovebox.work.resolve('daemon.json'), """{"insecure-registries": ["$insecure.host"]$more}""")
    }

    private Map<String, ?> environment(Map<String, String> variables) {
        [env: NO_VARIABLES + [GROOVEBOX_CONFIG: groovebox.work.resolve('daemon.json').toString()] + variables]
    }

    def "plain http goes through HTTP_PROXY, all of it, and the content is the same: #variable"() {
        given:
        def id = id('tool:1')
        groovebox.run('rmi', '-f', image, 'tool:1')

        when:
        out(environment([(variable): proxy.address]), 'pull', '-q', image)

        then:
        proxy.passed.every { it.method == 'GET' && it.target.startsWith("http://$registry.host/v2/") }
        proxy.passed.count { it.target.contains('/manifests/') } == 1
        proxy.passed.count { it.target.contains('/blobs/') } == 2
        this.id(image) == id

        cleanup:
        out('tag', image, 'tool:1')

        where:
        variable << ['HTTP_PROXY', 'http_proxy']
    }

    def "a push goes through it too"() {
        when:
        out(environment([HTTP_PROXY: proxy.address]), 'push', '-q', 'tool:1', "$registry.host/pushed/tool:1")

        then:
        proxy.passed*.method.containsAll(['HEAD', 'POST', 'PUT'])
        digest("$registry.host/pushed/tool:1") == digest(image)
    }

    def "NO_PROXY=#without: #what"() {
        when:
        out(environment([HTTP_PROXY: proxy.address, HTTPS_PROXY: proxy.address, NO_PROXY: without.toString()]), 'pull', '-q', image)

        then:
        proxy.passed.empty == direct

        where:
        without                                      | direct
        TlsAndPeersSpec.OUTSIDE                      | true
        "example.com, $TlsAndPeersSpec.OUTSIDE/30"   | true
        '*'                                          | true
        'example.com,10.0.0.0/8'                     | false
        "$TlsAndPeersSpec.OUTSIDE:1"                 | false
        what = direct ? 'the proxy hears nothing' : 'that is not this registry'
    }

    def "https goes through a tunnel of HTTPS_PROXY, which hears the host alone"() {
        given:
        def secure = new DockerRegistry(address: TlsAndPeersSpec.OUTSIDE, tls: new TestAuthority(groovebox.work.resolve('ca'), TlsAndPeersSpec.OUTSIDE).folder)
        configure(secure)

        when:
        out(environment([HTTPS_PROXY: proxy.address]), 'push', '-q', 'tool:1', "$secure.host/tool:1")

        then:
        proxy.passed*.toString().toSet() == ["CONNECT $secure.host".toString()].toSet()
        digest("$secure.host/tool:1") == digest(image)

        cleanup:
        secure.close()
        configure(registry)
    }

    def "a registry of this machine's loopback is asked directly"() {
        given:
        def near = new DockerRegistry()

        when:
        out(environment([HTTP_PROXY: proxy.address, HTTPS_PROXY: proxy.address]), 'push', '-q', 'tool:1', "$near.host/tool:1")

        then:
        proxy.passed.empty

        cleanup:
        near.close()
    }

    def "daemon.json's proxies come before those of the environment"() {
        given:
        configure(registry, ", \"proxies\": {\"http-proxy\": \"$proxy.address\"}")

        when:
        out(environment([HTTP_PROXY: 'http://127.0.0.1:1']), 'pull', '-q', image)

        then:
        !proxy.passed.empty

        cleanup:
        configure(registry)
    }

    def "a proxy is told its user and password, and without them its refusal is the error"() {
        given:
        proxy.password = 'ops:hunter2'

        when:
        out(environment([HTTP_PROXY: proxy.address.replace('//', '//ops:hunter2@')]), 'pull', '-q', image)

        then:
        !proxy.passed.empty

        when:
        def said = complaint(environment([HTTP_PROXY: proxy.address.replace('//', '//ops:wrong-secret@')]), '--debug', 'pull', '-q', image)

        then:
        said.contains('407')
        !said.contains('wrong-secret')
    }

    def "an image by a plain name is searched for at docker.io's index"() {
        when:
        complaint(environment([HTTPS_PROXY: proxy.address]) + [timeout: java.time.Duration.ofSeconds(120)], 'search', 'redis')

        then:
        proxy.passed*.toString().toSet() == ['CONNECT index.docker.io:443'].toSet()
    }
}
