package dev.groovebox.registry.oci

import dev.groovebox.registry.json.Json
import dev.groovebox.registry.oci.ImageConfig.Execution
import dev.groovebox.registry.oci.ImageConfig.History
import java.time.Duration
import java.time.Instant
import spock.lang.Specification

class OciModelSpec extends Specification {
    private static final Digest DIGEST = Digest.sha256('a' * 64)
    private static final Descriptor CONFIG = Descriptor.of(MediaTypes.OCI_CONFIG, DIGEST, 5)

    def "a manifest is read as it was written"() {
        given:
        def manifest = Manifest.of(CONFIG, [Descriptor.of(MediaTypes.OCI_LAYER_GZIP, DIGEST, 7).withAnnotations([b: '1', a: '2'])])

        expect:
        Manifest.parse(manifest.write()) == manifest
        Json.readObject(manifest.write()).requireInteger('schemaVersion') == 2
    }

    def "an index is read as it was written"() {
        given:
        def index = Index.EMPTY.withManifests([CONFIG.withPlatform(new Platform('linux', 'arm64', 'v8')), CONFIG])

        expect:
        Index.parse(index.write()) == index
    }

    def "a configuration is read as it was written"() {
        given:
        def execution = new Execution('u', ['A=b', 'B='], ['e'], ['c'], '/w', [l: 'v', k: ''], ['80/tcp'], ['/v'], Optional.of('SIGINT'),
                Optional.of(new Healthcheck(['CMD', 'x'], Optional.of(Duration.ofSeconds(30)), Optional.of(Duration.ofMillis(1500)),
                        Optional.empty(), Optional.empty(), OptionalInt.of(3))), ['/bin/bash', '-c'], ['RUN x'])
        def config = new ImageConfig(Optional.of(Instant.parse('2026-01-02T03:04:05.678Z')), Optional.of('me'),
                new Platform('linux', 'amd64', ''), execution, [DIGEST],
                [new History(Optional.of(Instant.EPOCH), 'RUN x', 'c', false), new History(Optional.empty(), 'ENV', '', true)])

        expect:
        ImageConfig.parse(config.write()) == config
    }

    def "what a base says that we have no word for stays"() {
        given:
        def base = '''{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]},
            "config":{"User":"old","Domainname":"d","ArgsEscaped":true}}'''.bytes
        def config = ImageConfig.parse(base)

        when:
        def json = Json.readObject(config.withExecution(Execution.EMPTY).writeOver(base)).requireObject('config')

        then:
        Json.text(json, false) == '{"Domainname":"d","ArgsEscaped":true}'
    }

    def "docker's ways of writing are understood: nulls, offsets, empty authors"() {
        when:
        def config = ImageConfig.parse('''{"created":"2024-02-29T01:02:03.5+01:30","author":"","os":"linux","architecture":"arm64",
            "config":{"Env":null,"Cmd":null,"Labels":null,"ExposedPorts":{"80/tcp":{}}},
            "rootfs":{"type":"layers","diff_ids":null},"history":null}'''.bytes)

        then:
        config.created().get() == Instant.parse('2024-02-28T23:32:03.5Z')
        config.author().empty
        config.execution().environment() == []
        config.execution().exposedPorts() == ['80/tcp']
    }

    def "a platform is read by any word that docker knows for it: #word"() {
        expect:
        Platform.parse(word) == platform

        where:
        word              | platform
        'linux'           | Platform.ofThisMachine()
        'amd64'           | new Platform('linux', 'amd64', '')
        'x86-64'          | new Platform('linux', 'amd64', '')
        'Linux/X86_64'    | new Platform('linux', 'amd64', '')
        'linux/amd64/v1'  | new Platform('linux', 'amd64', '')
        'linux/amd64/v2'  | new Platform('linux', 'amd64', 'v2')
        'linux/aarch64'   | new Platform('linux', 'arm64', '')
        'linux/arm64/v8'  | new Platform('linux', 'arm64', 'v8')
        'linux/arm64/8'   | new Platform('linux', 'arm64', 'v8')
        'i386'            | new Platform('linux', '386', '')
        'armhf'           | new Platform('linux', 'arm', '')
        'linux/armel'     | new Platform('linux', 'arm', 'v6')
        'linux/arm/7'     | new Platform('linux', 'arm', 'v7')
        'windows/amd64'   | new Platform('windows', 'amd64', '')
    }

    def "what is no platform is refused: '#word'"() {
        when:
        Platform.parse(word)

        then:
        thrown(IllegalArgumentException)

        where:
        word << ['', 'linux/', '/amd64', 'linux/arm/v7/x', 'a b', 'linux/*']
    }

    def "a document that is two things at once is refused: CVE-2021-41190"() {
        when:
        parse(new String(document.write()).replaceFirst('\\{', '{' + more + ',').bytes)

        then:
        thrown(IllegalArgumentException)

        where:
        document                | more             | parse
        Manifest.of(CONFIG, []) | '"manifests":[]' | { byte[] it -> Manifest.parse(it) }
        Index.EMPTY             | '"layers":[]'    | { byte[] it -> Index.parse(it) }
        Index.EMPTY             | '"config":{}'    | { byte[] it -> Index.parse(it) }
    }

    def "a malformed document is refused: #threat"() {
        when:
        Manifest.parse(text.bytes)

        then:
        thrown(IllegalArgumentException)

        where:
        threat                       | text
        'another version'            | '{"schemaVersion":1}'
        'no configuration'           | '{"schemaVersion":2,"layers":[]}'
        "an index's media type"      | '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json"}'
        'a digest that is a path'    | '{"schemaVersion":2,"config":{"mediaType":"x","size":1,"digest":"sha256:../../../../etc/passwd"}}'
        'a negative size'            | '{"schemaVersion":2,"config":{"mediaType":"x","size":-1,"digest":"' + DIGEST + '"}}'
        'a size of another type'     | '{"schemaVersion":2,"config":{"mediaType":"x","size":"1","digest":"' + DIGEST + '"}}'
    }

    def "more layers than the kernel takes are refused from the manifest"() {
        when:
        Manifest.parse(Manifest.of(CONFIG, [CONFIG] * 500).write())

        then:
        def e = thrown(IllegalArgumentException)
        e.message.contains('500 layers')
    }

    def "a time that no calendar has is refused"() {
        when:
        Rfc3339.parse(text)

        then:
        thrown(IllegalArgumentException)

        where:
        text << ['2023-02-29T00:00:00Z', '2023-01-01', 'now', '2023-01-01T25:00:00Z', '2023-01-01T00:00:00', '2023-01-01T00:00:00+99:00']
    }
}
