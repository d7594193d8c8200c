package dev.groovebox.dsl.script

import dev.groovebox.dsl.CachedScript
import dev.groovebox.dsl.ScriptSpecification
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.failure.EngineException
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.FileTime
import java.nio.file.attribute.PosixFilePermissions

class ScriptCacheSpec extends ScriptSpecification {
    static final LONG_AGO = FileTime.fromMillis(1_000_000_000_000)
    static final SCRIPT = 'def twice = { it * 2 }\ntwice(args.length)'

    final Path cache = paths.cache().resolve('scripts')

    private List<Path> entries() {
        Files.list(cache).withCloseable { it.toList() }
    }

    def "the second run of a script takes its classes from the cache"() {
        when:
        def first = run(SCRIPT, 'a')
        Files.setLastModifiedTime(entries()[0], LONG_AGO)
        def second = run(SCRIPT, 'a', 'b')

        then:
        [first, second] == [2, 4]
        entries().size() == 1
        Files.getLastModifiedTime(entries()[0]) == LONG_AGO
    }

    def "a run from the cache never loads the Groovy compiler"() {
        given:
        def file = Files.writeString(folder.resolve('hello.groovy'), Files.readString(Path.of('../scripts/hello.groovy')))
        def command = [Path.of(System.getProperty('java.home'), 'bin', 'java').toString(), '-verbose:class',
                       '-XX:TieredStopAtLevel=1', '-cp', System.getProperty('java.class.path'),
                       CachedScript.name, paths.root().toString(), file.toString()]

        when:
        def runs = (1..2).collect {
            def process = new ProcessBuilder(command).redirectErrorStream(true).start()
            def lines = process.inputStream.readLines('UTF-8')
            assert process.waitFor() == 0
            lines
        }

        then:
        runs*.contains('hello from box') == [true, true]
        compilerClasses(runs[0]).size() > 100
        compilerClasses(runs[1]) - 'org.codehaus.groovy.control.CompilationFailedException' == []
    }

    private static List<String> compilerClasses(List<String> log) {
        log.collect { (it =~ /\b((?:org\.codehaus\.groovy\.control|groovyjarjarantlr4|org\.apache\.groovy\.parser)\.\S+) source:/) }
                .findAll { it.find() }*.group(1)
    }

    def "a changed script is compiled again, and so is one of another name"() {
        when:
        run('1')
        run('2')
        runner.run(new ScriptSource('other.groovy', '1', folder), [])
        runner.run(new ScriptSource('/elsewhere/script.groovy', '1', folder), [])

        then:
        entries().size() == 3
    }

    def "a damaged entry is ignored and written anew: #damage"() {
        given:
        run(SCRIPT)
        def entry = entries()[0]
        def whole = Files.readAllBytes(entry)
        Files.write(entry, spoil(whole.clone()))

        expect:
        run(SCRIPT, 'a') == 2
        Files.readAllBytes(entry) == whole
        events.empty

        where:
        damage          | spoil
        'empty'         | { new byte[0] }
        'cut'           | { Arrays.copyOf(it as byte[], 500) }
        'one bit'       | { it[700] ^= 1; it }
        'longer'        | { Arrays.copyOf(it as byte[], it.length + 1) }
    }

    def "the cache is its owner's alone"() {
        given:
        run('1')

        expect:
        PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)) == 'rwx------'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(entries()[0])) == 'rw-------'
    }

    def "nothing is run from a cache that others can write to"() {
        given:
        run('1')
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString(permissions))

        when:
        run('1')

        then:
        def e = thrown(EngineException)
        e.message.contains('others could put programs into it')

        where:
        permissions << ['rwxrwx---', 'rwx----w-']
    }

    def "a link in the cache's place is refused"() {
        given:
        def elsewhere = Files.createDirectory(folder.resolve('elsewhere'))
        Files.createDirectories(paths.cache())
        Files.createSymbolicLink(cache, elsewhere)

        when:
        run('1')

        then:
        thrown(EngineException)

        cleanup:
        Files.delete(cache)
    }

    def "a cache that can't be written is worth a warning, and the script runs"() {
        given:
        Files.createDirectories(paths.root())
        Files.writeString(paths.cache(), 'a file where the folder should be')

        expect:
        run('1 + 1') == 2
        events.any { it instanceof Event.Warning && it.message().startsWith('cannot keep the compiled script') }
    }

    def "the cache forgets its oldest entries before it grows without end"() {
        given:
        run('1')
        def old = (1..250).collect { Files.writeString(cache.resolve("old$it"), '') }
        old.each { Files.setLastModifiedTime(it, LONG_AGO) }

        when:
        run('2')

        then:
        entries().size() <= 200
        run('1') == 1
        run('2') == 2
        old.any { !Files.exists(it) }
    }
}
