package dev.groovebox.spec.registry

import dev.groovebox.registry.json.Json
import dev.groovebox.registry.json.JsonObject
import dev.groovebox.sandbox.linux.seccomp.DockerDaemon

import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared

/** search with its flags, beside docker's at the same index, and by the list of names of a registry without one. */
class SearchSpec extends RegistryCommandSpecification {
    static final String LONG = 'A database in memory,\nwith a description that is longer than a column takes'
    static final String FIELDS = '{{.Name}}|{{.Description}}|{{.StarCount}}|{{.IsOfficial}}'

    @Shared
    @AutoCleanup
    IndexServer index = new IndexServer([
            [name: 'redis', description: LONG, star_count: 12_000, is_official: true],
            [name: 'team/redis-ui', description: 'Looks into it', star_count: 3, is_official: false],
            [name: 'old/redis', description: '', star_count: 40, is_official: false],
            *(1..30).collect { [name: "more/redis-$it".toString(), description: "Number $it", star_count: 0, is_official: false] }])

    def setup() {
        index.queries.clear()
    }

    @Requires({ DockerDaemon.isAvailable() })
    def "every flag finds and shows what docker's does"() {
        given:
        def docker = new DockerDaemon()

        expect:
        [
                [],
                ['--limit', '2'],
                ['--limit', '100'],
                ['--filter', 'is-official=true'],
                ['--filter', 'is-official=false', '--limit', '3'],
                ['--filter', 'stars=3'],
                ['-f', 'stars=3', '-f', 'is-official=false'],
                ['--no-trunc', '--limit', '1'],
        ].every { flags ->
            def here = out('search', *flags, '--format', FIELDS, "$index.host/redis")
            def there = docker.docker('search', *flags, '--format', FIELDS, "$index.host/redis").trim()
            assert here == there: flags
            assert here
            true
        }

        and: 'both ask the index for the same'
        index.queries.toSet() == ['', '2', '100', '3', '1'].collect { "q=redis&n=${it ?: 25}".toString() }.toSet()

        and: 'the table is the same, but for a column AUTOMATED that older ones have'
        out('search', '--limit', '3', "$index.host/redis").readLines()*.trim() ==
                docker.docker('search', '--limit', '3', "$index.host/redis").readLines()*.replaceFirst('AUTOMATED', '')*.trim()

        cleanup:
        docker.close()
    }

    def "json has raw numbers, and whole descriptions"() {
        expect:
        Json.readObject(out('search', '--limit', '1', '--format', 'json', "$index.host/redis").bytes) ==
                JsonObject.builder().put('name', 'redis').put('description', LONG).put('stars', 12_000).put('official', true).build()
    }

    def "no index calls anything automated any more, and a template may still ask"() {
        expect:
        out('search', '--filter', 'is-automated=true', '--format', '{{.Name}}', "$index.host/redis") == ''
        out('search', '--filter', 'is-automated=false', '--limit', '1', '--format', '{{.Name}}<{{.IsAutomated}}>', "$index.host/redis") == 'redis<>'
    }

    def "what can't be meant is refused, and nobody is asked: #flags"() {
        expect:
        complaint('search', *flags, "$index.host/redis").contains(message)
        index.queries.empty

        where:
        flags                             | message
        ['--limit', '0']                  | '--limit takes a number from 1 to 100'
        ['--limit', '101']                | '--limit takes a number from 1 to 100'
        ['--filter', 'star=3']            | "--filter 'star=3' is no filter such as stars=3; did you mean 'stars'?"
        ['--filter', 'stars=many']        | "--filter stars='many' is no number"
        ['--filter', 'is-official=maybe'] | "--filter is-official='maybe' is neither true nor false"
    }

    def "a registry without an index is asked for all its names, page by page, and filters see no stars"() {
        given:
        def registry = new DockerRegistry()
        importFile('tool:1', 'x'.bytes)
        ['team/tool', 'team/kit', 'other/tool'].each { out('push', '-q', 'tool:1', "$registry.host/$it:1") }

        expect:
        out('search', '--format', '{{.Name}}', "$registry.host/tool").readLines() == ["$registry.host/other/tool", "$registry.host/team/tool"]*.toString()
        out('search', '--limit', '1', '--format', '{{.Name}}', "$registry.host/tool") == "$registry.host/other/tool"
        out('search', '--filter', 'stars=1', '--format', '{{.Name}}', "$registry.host/tool") == ''

        cleanup:
        registry.close()
    }
}
