package dev.groovebox.spec.threat

import dev.groovebox.sandbox.failure.EngineException
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Unroll

/** An image may hold anything at any name: links out, pipes, devices where the engine wants a folder or a file. */
class ImageLinksSpec extends ThreatSpecification {
    static final WRITE_EVERYWHERE = '''
        for place in "$@"; do
            echo owned > "$place/owned"; echo owned > "$place"; rm -f "$place/precious"; chmod 777 "$place"
        done 2>/dev/null
        true'''
    static final WRITE_TO = ['sh', '-c', WRITE_EVERYWHERE, 'sh']
    static final WRITE_HERE = ['sh', '-c', 'echo owned > owned; rm -f precious inner']
    static final KINDS = ['a link out', 'a relative link out', 'a file', 'a pipe', 'a device']

    @Unroll("an image whose own places are each #kind leads nowhere")
    def "an image's own places that are something else"() {
        given:
        image = images.add { Path layer -> places.each { put(layer, it, kind) } }

        when:
        def result = run(['sh', '-c', WRITE_EVERYWHERE + '; for i in "$@"; do stat -c %F $i; done', 'sh', *places.collect { "/$it" }])

        then:
        result.exitCode() == 0
        result.out().readLines()*.replace('regular empty file', 'regular file') ==
                places.collect { it =~ /hosts|resolv|hostname/ ? 'regular file' : 'directory' }

        where:
        [kind, places] << [KINDS, [['proc', 'sys', 'dev'],
                                   ['dev/pts', 'dev/shm', 'dev/mqueue', 'etc/hosts', 'etc/resolv.conf', 'etc/hostname']]].combinations()
    }

    @Unroll("an image whose /etc is #kind has no accounts, or is refused")
    def 'an /etc that is something else'() {
        given:
        image = images.add { Path layer -> put(layer, 'etc', kind) }

        expect:
        [outcome([*WRITE_TO, '/etc', '/etc/hosts']) {}, outcome([*WRITE_TO, '/etc', '/etc/hosts']) { user('musician') }] == expected

        where:
        kind << KINDS + 'a link to itself'
        expected = [kind =~ / out$/ ? 'ran' : 'refused', 'refused']
    }

    @Unroll("what is mounted on a target that is #kind is mounted inside, or not at all")
    def 'mount targets'() {
        given:
        def shared = Files.createDirectories(scratch.path.resolve('shared'))
        def file = Files.writeString(shared.resolve('file'), 'shared')
        image = images.add { Path layer -> put(layer, 'target', kind) }

        expect: 'what happened to the victim is judged after each feature'
        ['/target', '/target/below', '/target/inner/deep/er'].collectMany { target ->
            [outcome([*WRITE_TO, target]) { bind(shared, target, true) },
             outcome([*WRITE_TO, target]) { bind(file, target, true) },
             outcome([*WRITE_TO, target]) { tmpfs(target, OptionalLong.empty(), OptionalInt.empty()) }]
        } == expected

        where:
        kind << KINDS + 'a link to itself'
        expected = ['refused', kind in ['a file', 'a pipe', 'a device'] ? 'ran' : 'refused', *['refused'] * 7]
    }

    @Unroll('a working folder that is #kind is refused')
    def 'working folders'() {
        when:
        def outcomes = ['/work', '/work/new', '/work/inner/new'].collectMany { folder ->
            image = images.add { put(it, 'work', kind) }
            def asked = outcome(WRITE_HERE) { workingFolder(folder) }
            image = images.add(/{"WorkingDir": "$folder"}/) { put(it, 'work', kind) }
            [asked, outcome(WRITE_HERE) {}]
        }

        then: 'what happened to the victim is judged after each feature'
        outcomes == expected

        where:
        kind << KINDS + 'a link to itself'
        expected = ['refused'] * 6
    }

    def 'a working folder below a link that leads inside is made there'() {
        given:
        image = images.add { Path layer ->
            Files.createDirectories(layer.resolve('real'))
            Files.createSymbolicLink(layer.resolve('alias'), Path.of('/../../../real'))
        }

        expect:
        run(['pwd']) { workingFolder('/alias/new') }.out() == '/real/new\n'
    }

    def 'a mount target below an absolute link is made in the root, where the link leads inside'() {
        given:
        image = images.add { Path layer ->
            Files.createDirectories(layer.resolve('real/place'))
            Files.createSymbolicLink(layer.resolve('alias'), Path.of('/../../../real'))
        }

        expect:
        run(['sh', '-c', 'echo yes > /alias/place/here; cat /real/place/here; grep -c " /real/place " /proc/mounts']) {
            tmpfs('/alias/place', OptionalLong.empty(), OptionalInt.empty())
        }.out() == 'yes\n1\n'
    }

    @Unroll('a volume that reaches #target through a link of the image is refused')
    def 'volumes over the kernel file systems'() {
        given:
        def shared = Files.createDirectories(scratch.path.resolve('fake'))
        Files.createDirectories(shared.resolve('sys/kernel'))
        image = images.add { Path layer -> Files.createSymbolicLink(layer.resolve('data'), Path.of(target)) }

        when:
        def failure = refusal(['true']) {
            kind == 'bind' ? bind(shared, "/data$below", false) : tmpfs("/data$below", OptionalLong.empty(), OptionalInt.empty())
        }

        then:
        failure.message.contains("/data$below")

        where:
        target       | below       | kind
        '/proc'      | ''          | 'bind'
        '/proc'      | '/sys'      | 'bind'
        '/proc/self' | '/attr'     | 'bind'
        '/sys'       | ''          | 'bind'
        '/sys'       | '/firmware' | 'bind'
        '/proc'      | ''          | 'tmpfs'
        '/proc/sys'  | '/kernel'   | 'tmpfs'
        '/'          | ''          | 'bind'
        '/'          | ''          | 'tmpfs'
        '/bin/../..' | ''          | 'bind'
    }

    /** What it did to the victim is judged after each feature. */
    private String outcome(List<String> command, Closure more) {
        try {
            run(command, more)
            'ran'
        } catch (EngineException e) {
            assert e.message.readLines().size() == 1
            'refused'
        }
    }

    private void put(Path layer, String place, String kind) {
        def path = layer.resolve(place)
        Files.createDirectories(path.parent)
        switch (kind) {
            case 'a link out': Files.createSymbolicLink(path, outside(place)); break
            case 'a relative link out': Files.createSymbolicLink(path, Path.of('../' * 12 + outside(place).toString().substring(1))); break
            case 'a link to itself': Files.createSymbolicLink(path, path.fileName); break
            case 'a file': Files.writeString(path, 'odd'); break
            case 'a pipe': node(path, 'p'); break
            case 'a device': node(path, 'c', '1', '5'); break
        }
    }

    /** A file for a file, a folder for a folder. */
    private Path outside(String place) {
        place.startsWith('etc/') ? victim.resolve('precious') : victim
    }

    private static void node(Path path, String... rest) {
        assert new ProcessBuilder('mknod', path.toString(), *rest).inheritIO().start().waitFor() == 0
    }
}
