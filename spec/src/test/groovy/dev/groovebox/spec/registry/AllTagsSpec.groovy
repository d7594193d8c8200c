package dev.groovebox.spec.registry

import dev.groovebox.registry.json.Json
import dev.groovebox.sandbox.linux.seccomp.DockerDaemon
import dev.groovebox.spec.Groovebox

import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Stepwise

/** push --all-tags and pull --all-tags, beside docker's. */
@Stepwise
class AllTagsSpec extends RegistryCommandSpecification {
    @Shared
    @AutoCleanup
    DockerRegistry registry = new DockerRegistry()
    @Shared
    String repository = "$registry.host/team/tool"

    def setupSpec() {
        importFile("$repository:1", 'one'.bytes)
        importFile("$repository:2", 'two'.bytes)
        out('tag', "$repository:1", "$repository:stable")
        out('tag', "$repository:2", "$repository-kit:2")
        out('tag', "$repository:2", "$registry.host/team:2")
    }

    def "push --all-tags brings all that is here of the repository, and nothing of others with a like name"() {
        when:
        def said = out('push', '--all-tags', repository)

        then:
        asked('_catalog').texts('repositories') == ['team/tool']
        asked('team/tool/tags/list').texts('tags').toSet() == ['1', '2', 'stable'].toSet()
        said.readLines()*.replaceFirst(/ size: \d+$/, '').toSet() == ['1', '2', 'stable'].collect { "$it: digest: ${digest("$repository:$it")}".toString() }.toSet()

        and: 'each tag what it is here'
        digest("$repository:1") == digest("$repository:stable")
        digest("$repository:1") != digest("$repository:2")
    }

    def "pushAllTags does the same in scripts, and answers with each"() {
        expect:
        out('-e', "pushAllTags('$repository').sort { it.name() }.each { println \"\${it.name()} \${it.digest()}\" }").readLines() ==
                ['1', '2', 'stable'].collect { "$repository:$it ${digest("$repository:$it")}".toString() }
    }

    def "pull --all-tags brings all that the registry lists, each under its name"() {
        given:
        def other = new Groovebox()

        when:
        def said = out(other, 'pull', '--all-tags', repository)

        then:
        images(out(other, 'images', '--format', '{{.Repository}}:{{.Tag}}')) == ['1', '2', 'stable'].collect { "$repository:$it".toString() }.toSet()
        ['1', '2', 'stable'].every { id(other, "$repository:$it") == id("$repository:$it") }
        said.readLines().last() == repository
        said.readLines().findAll { it.startsWith('Digest: ') }.toSet() == ['1', '2'].collect { "Digest: ${digest("$repository:$it")}".toString() }.toSet()

        when: 'a tag moves and one is new'
        out('tag', "$repository:2", "$repository:stable")
        out('tag', "$repository:2", "$repository:3")
        out('push', '-q', '-a', repository)
        out(other, 'pull', '-q', '-a', repository)

        then:
        id(other, "$repository:stable") == id("$repository:2")
        id(other, "$repository:3") == id("$repository:2")

        cleanup:
        other.close()
    }

    @Requires({ DockerDaemon.isAvailable() })
    def "docker's pull and push of all tags leave the same, and print the same when they are quiet"() {
        given:
        def docker = new DockerDaemon()

        expect:
        docker.docker('pull', '-q', '--all-tags', repository) == groovebox.run('pull', '-q', '--all-tags', repository).out
        images(docker.docker('images', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}')) ==
                images(out('images', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}')).findAll { it.startsWith("$repository:") }
        docker.docker('push', '-q', '--all-tags', repository) == groovebox.run('push', '-q', '--all-tags', repository).out

        cleanup:
        docker.close()
    }

    def "what can't be meant is refused: #words"() {
        expect:
        complaint(*words.collect { it.replace('REPOSITORY', repository) }).contains(message)

        where:
        words                                             | message
        ['pull', '-a', 'REPOSITORY:1']                    | 'all tags are wanted, and one is given'
        ['push', '-a', 'REPOSITORY:1']                    | 'all tags are wanted, and one is given'
        ['push', '-a', 'REPOSITORY-none']                 | 'no image here has that name'
        ['pull', '-a', 'REPOSITORY-none']                 | 'answered 404'
        ['push', '-a', 'REPOSITORY', 'REPOSITORY:5']      | 'all tags are wanted, and one name to push to is given'
    }

    private asked(String path) {
        Json.readObject(new URL("http://$registry.host/v2/$path").bytes)
    }

    private static Set<String> images(String lines) {
        lines.readLines().toSet()
    }
}
