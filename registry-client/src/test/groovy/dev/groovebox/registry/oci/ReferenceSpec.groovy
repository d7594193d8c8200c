package dev.groovebox.registry.oci

import spock.lang.Specification

class ReferenceSpec extends Specification {
    private static final String DIGEST = 'sha256:' + 'a' * 64

    def "names are read as docker reads them: #text"() {
        when:
        def reference = Reference.parse(text)

        then:
        reference.withDefaultTag().full() == full
        reference.withDefaultTag().familiar() == familiar

        where:
        text                        | full                                     | familiar
        'hello'                     | 'docker.io/library/hello:latest'         | 'hello:latest'
        'hello:1.0'                 | 'docker.io/library/hello:1.0'            | 'hello:1.0'
        'host/base'                 | 'docker.io/host/base:latest'             | 'host/base:latest'
        'docker.io/hello'           | 'docker.io/library/hello:latest'         | 'hello:latest'
        'index.docker.io/hello'     | 'docker.io/library/hello:latest'         | 'hello:latest'
        'docker.io/library/hello'   | 'docker.io/library/hello:latest'         | 'hello:latest'
        'library/hello'             | 'docker.io/library/hello:latest'         | 'hello:latest'
        'library/a/b'               | 'docker.io/library/a/b:latest'           | 'library/a/b:latest'
        'localhost/hello'           | 'localhost/hello:latest'                 | 'localhost/hello:latest'
        'localhost:5000/a/b:2'      | 'localhost:5000/a/b:2'                   | 'localhost:5000/a/b:2'
        'registry.test/x'           | 'registry.test/x:latest'                 | 'registry.test/x:latest'
        'Upper/x'                   | 'Upper/x:latest'                         | 'Upper/x:latest'
        '[::1]:5000/x'              | '[::1]:5000/x:latest'                    | '[::1]:5000/x:latest'
        'a--b/c__d.e_f'             | 'docker.io/a--b/c__d.e_f:latest'         | 'a--b/c__d.e_f:latest'
        "hello@$DIGEST"             | "docker.io/library/hello@$DIGEST"        | "hello@$DIGEST"
        "hello:1@$DIGEST"           | "docker.io/library/hello:1@$DIGEST"      | "hello:1@$DIGEST"
    }

    def "what is no reference is refused: #text"() {
        when:
        Reference.parse(text)

        then:
        thrown(IllegalArgumentException)

        where:
        text << ['', ' ', 'Hello', 'a b', 'hello:', ':1', 'hello:-1', 'hello:' + 'x' * 129, '../../etc', '/etc', 'a//b', 'a/',
                 'a___b', 'a..b', '-a', 'hello@sha256:abc', 'hello@md5:' + 'a' * 32, 'a' * 64, 'a\nb', 'x' * 256,
                 'bad_host.test/x', 'host:port/x', 'host:123456/x', 'hello@sha256:' + 'A' * 64, '-host.test/x']
    }

    def "a hostile name is refused at once: catastrophic backtracking"() {
        when:
        Reference.parse('a-' * 50_000 + '!')

        then:
        thrown(IllegalArgumentException)
    }

    def "whatever is read is written so that it is read the same again (#seed)"() {
        given:
        def random = new Random(seed)
        def pick = { List list -> list[random.nextInt(list.size())] }
        def component = { -> pick(['a', 'tool', 'x9', '0']) + pick(['', '.b', '_c', '__d', '-e', '---f']) }

        expect:
        (1..500).every {
            def text = pick(['', 'docker.io/', 'index.docker.io/', 'localhost/', 'h:5000/', 'EXAMPLE.com/', '[::1]:5/', '10.0.0.1/', 'library/']) +
                    (0..random.nextInt(3)).collect { component() }.join('/') +
                    pick(['', ':latest', ':1.2-x_Y', ":${'t' * 128}"]) + pick(['', "@sha256:${'a' * 64}", "@sha512:${'0' * 128}"])
            def reference = Reference.parse(text)
            assert Reference.parse(reference.full()) == reference
            assert Reference.parse(reference.familiar()) == reference: text
            assert reference.withDefaultTag().withDefaultTag() == reference.withDefaultTag()
            true
        }

        where:
        seed << [1, 2, 3]
    }
}
