package dev.groovebox.spec.build

import dev.groovebox.registry.json.Json
import dev.groovebox.registry.oci.Platform
import dev.groovebox.sandbox.build.dockerfile.DockerfileReader
import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.ImageSummary
import dev.groovebox.sandbox.operation.LayerCompression
import dev.groovebox.sandbox.operation.RegistryOperation
import dev.groovebox.sandbox.spec.BuildOptions
import dev.groovebox.sandbox.spec.BuildOptionsBuilder
import dev.groovebox.sandbox.spec.ContextSpec
import dev.groovebox.sandbox.spec.ImageSpec
import dev.groovebox.sandbox.storage.EnginePaths
import dev.groovebox.spec.registry.DockerRegistry
import dev.groovebox.spec.registry.RegistrySpecification
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import spock.lang.AutoCleanup
import spock.lang.Shared

/** What a build has of a registry and gives to it: bases and caches, with docker-registry as people run it. */
class BuildRegistrySpec extends RegistrySpecification {
    @Shared
    @AutoCleanup
    DockerRegistry registry = new DockerRegistry()
    @Shared
    int nobody = 1
    @Shared
    int engines = 0
    Path context

    def setupSpec() {
        importTool()
        push('tool:1', base)
    }

    def setup() {
        context = Files.createTempDirectory(scratch.path, 'context')
        Files.createDirectories(context.resolve('src'))
        Files.writeString(context.resolve('src/a'), 'a')
    }

    String getBase() {
        "$registry.host/team/tool:1"
    }

    String getDockerfile() {
        """\
        FROM $base AS made
        RUN ["/bin/sh", "-c", "cat /proc/sys/kernel/random/uuid > /made; echo > /more"]
        FROM $base
        COPY src /src
        COPY --from=made /made /made
        RUN ["/bin/sh", "-c", "echo ran; cat /src/a /made > /both"]
        """.stripIndent()
    }

    def "an engine that has nothing builds with a cache of the registry, and runs no step"() {
        when:
        def first = build(engine, dockerfile) { cacheTo("$registry.host/cache:1"); timestamp(Instant.EPOCH) }

        then: 'the cache is an image there, and has no name here'
        engine.perform(new RegistryOperation.ListTags("$registry.host/cache")) == ['1']
        !engine.perform(new ImageOperation.ListImages())*.names().flatten().any { it.contains('cache') }

        when:
        def there = elsewhere { build(it, dockerfile) { cacheFrom("$registry.host/cache:1"); timestamp(Instant.EPOCH) } }

        then:
        there.id() == first.id()
        steps().size() == 6
        steps()*.cached().every()
        printed() == []
        warnings() == []

        when: 'what changed is run, and nothing else'
        Files.writeString(context.resolve('src/a'), 'changed')
        elsewhere { build(it, dockerfile) { cacheFrom("$registry.host/cache:1"); timestamp(Instant.EPOCH) } }

        then: 'the copy of it, and what stands on that'
        steps().findAll { !it.cached() }.size() == 3
        printed() == ['ran']
    }

    def "docker's words for a cache mean the same: #words"() {
        given:
        def name = "words$number"
        build(engine, dockerfile) { cacheTo(words.replace('AT', "$registry.host/$name")) }

        when:
        elsewhere { build(it, dockerfile) { cacheFrom("type=registry,ref=$registry.host/$name") } }

        then:
        steps().findAll { !it.cached() }.size() == run

        where:
        number | words                         | run
        1      | 'type=registry,ref=AT,mode=max' | 0
        // The stage before the last is in no layer of the result. What it makes anew is of other content, and so is what stands on it.
        2      | 'type=registry,ref=AT,mode=min' | 3
    }

    def "a cache that can't be read is a warning, and the steps are run: #why"() {
        when:
        def built = build(engine, dockerfile) { noCache(true); cacheFrom(place) }

        then:
        built.id()
        warnings().size() == 1
        warnings()[0].startsWith("the cache of $place is not used: ")
        warnings()[0].contains(why)
        printed() == ['ran']

        where:
        place                                  | why
        "127.0.0.1:$nobody/cache"              | 'Connection refused'
        "$registry.host/none:1"                | '404'
        "$registry.host/team/tool:1"           | 'the image holds none; --cache-to makes one'
    }

    def "a cache that can't be written fails the build, or is a warning when asked so; the image is made"() {
        when:
        def said = failure { build(engine, dockerfile) { cacheTo("127.0.0.1:$nobody/cache") } }

        then:
        said.startsWith("cannot write the cache to '127.0.0.1:$nobody/cache': ")
        said.contains('Connection refused')
        said.endsWith('; the image itself is made')
        engine.perform(new ImageOperation.ListImages())*.names().flatten().contains('built:latest')

        when:
        build(engine, dockerfile) { cacheTo("type=registry,ref=127.0.0.1:$nobody/cache,ignore-error=true") }

        then:
        warnings().size() == 1
        warnings()[0].startsWith('cannot write the cache to ')
    }

    def "a cache's place that can't be meant is told before the first step: #place"() {
        when:
        def said = failure { build(engine, dockerfile) { cacheTo(place) } }

        then:
        said == "cannot write the cache to '$place': $why"
        steps() == []

        where:
        place                        | why
        'docker-archive:/tmp/x.tar'  | 'it is neither a folder nor a registry; say oci:FOLDER or REGISTRY/NAME'
        'type=inline'                | "caches of type 'inline' are not available; the types are registry and local"
        'type=registry'              | 'ref is missing; say oci:FOLDER or REGISTRY/NAME'
        'type=registry,ref=a,mode=x' | 'mode is neither min nor max'
        'type=local,src=/tmp/x'      | "'src' is not known; type=local takes dest, mode, ignore-error"
        'A/B'                        | "'B' is no repository name: lower-case letters and digits, parted by '.', '_', '-', '/'; say oci:FOLDER or REGISTRY/NAME"
    }

    def "--pull asks the registry anew, once, and what has not changed is still in the cache"() {
        given:
        String name = "$registry.host/moving:1"
        push(base, name)
        def dockerfile = "FROM $name AS one\nRUN [\"/bin/echo\", \"of one\"]\nFROM $name\nCOPY --from=$name /bin/busybox /again\nCOPY --from=one /bin/busybox /one\n"
        build(engine, dockerfile)

        when: 'the tag moves, and nobody asks'
        elsewhere { other ->
            pull(base, other)
            build(other, "FROM $base\nRUN [\"/bin/sh\", \"-c\", \"echo newer > /etc-newer\"]\n")
            other.perform(new RegistryOperation.Push('built', Optional.of(name), false, LayerCompression.AS_IT_IS))
        }
        build(engine, dockerfile)

        then:
        steps()*.cached().every()

        when:
        build(engine, dockerfile) { pull(true) }

        then:
        printed() == ['of one']
        steps().findAll { !it.cached() }.size() == 3

        when:
        build(engine, dockerfile) { pull(true) }

        then:
        steps()*.cached().every()
    }

    def "--pull leaves alone what no registry can have changed: #what"() {
        when:
        build(engine, "FROM ${image.call(this)}\nCOPY src /src\n") { pull(true) }

        then:
        steps().size() == 2

        where:
        what       | image
        'an id'    | { it.imageId('tool:1') }
        'a digest' | { def d = it.pull(it.base).digest(); "$it.registry.host/team/tool@$d" }
    }

    def "a base that can't be had is told with its place and the way out: #name"() {
        when:
        def lines = message { build(engine, "ARG X=1\nFROM $name\n", more) }.readLines()

        then:
        lines[0].startsWith("Dockerfile:2: $said".replace('NAME', name))
        parts.every { lines[0].contains(it) }
        lines[1] == "    FROM $name"

        where:
        name                          | more             || said | parts
        "$registry.host/none:1"       | { }              || "cannot find image 'NAME': no such image is stored, and pulling it failed: " | ['404', "; did you mean '$registry.host/"]
        "127.0.0.1:$nobody/none"      | { }              || "cannot find image 'NAME': no such image is stored, and pulling it failed: " | ['Connection refused']
        'tool:1'                      | { pull(true) }   || "cannot pull 'NAME': " | ['build without --pull on the image that is here']
        "$registry.host/none:1"       | { pull(true) }   || "cannot find image 'NAME': " | ['404']
    }

    def "a base that is here for another platform is asked for, and none is built on in its stead"() {
        given: 'an index of two platforms, whose images differ in nothing but what they say'
        def name = "$registry.host/two:1"
        [linux: Platform.ofThisMachine().architecture(), arm: 'arm64'].each { tag, architecture ->
            build(engine, "FROM scratch\nCOPY src /\n") { platform("linux/$architecture") }
            push('built', "$registry.host/two:$tag")
        }
        def manifests = ['linux', 'arm'].collect { engine.perform(new RegistryOperation.InspectManifest("$registry.host/two:$it")) }
        putIndex(name, manifests, [Platform.ofThisMachine(), Platform.parse('linux/arm64')])
        pull(name)

        when:
        def built = build(engine, "FROM $name\n") { platform('linux/arm64') }

        then:
        platformOf(built) == 'linux/arm64'

        when:
        def said = message { build(engine, "FROM --platform=linux/riscv64 $name\n") }

        then:
        said.startsWith("Dockerfile:1: cannot find image '$name': it is here for ${Platform.ofThisMachine()}, not for linux/riscv64, and pulling it failed: it is not there for linux/riscv64; it is for ")

        when: 'the registry has it for one platform alone'
        build(engine, "FROM $base\n") { platform('linux/arm64') }

        then:
        warnings() == ["the image $base is for ${Platform.ofThisMachine()}, and the build for linux/arm64" as String]
    }

    private String platformOf(ImageSummary image) {
        def config = Json.readObject(Files.readAllBytes(paths.blob('sha256', image.id() - 'sha256:')))
        "${config.requireText('os')}/${config.requireText('architecture')}"
    }

    private void putIndex(String name, List manifests, List<Platform> platforms) {
        def entries = [manifests, platforms].transpose().collect { manifest, platform ->
            """{"mediaType": "${manifest.mediaType()}", "digest": "${manifest.digest()}", "size": ${manifest.json().bytes.length}, "platform": {"os": "$platform.os", "architecture": "$platform.architecture"}}"""
        }
        def (repository, tag) = (name - "$registry.host/").split(':')
        def connection = new URL("http://$registry.host/v2/$repository/manifests/$tag").openConnection()
        connection.requestMethod = 'PUT'
        connection.doOutput = true
        connection.setRequestProperty('Content-Type', 'application/vnd.oci.image.index.v1+json')
        connection.outputStream.withCloseable { it << """{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [${entries.join(',')}]}""" }
        assert connection.responseCode == 201
    }

    private <T> T elsewhere(Closure<T> action) {
        def folder = scratch.path.resolve("other${engines++}")
        LocalEngine.open(EnginePaths.of(folder.resolve('root'), folder.resolve('run')), access).withCloseable(action)
    }

    private ImageSummary build(Engine where, String dockerfile, @DelegatesTo(value = BuildOptionsBuilder, strategy = Closure.DELEGATE_FIRST) Closure more = {}) {
        events.clear()
        def options = BuildOptions.builder().network('none')
        more.rehydrate(options, more.owner, more.thisObject).tap { it.resolveStrategy = Closure.DELEGATE_FIRST }.call()
        def read = DockerfileReader.read('Dockerfile', dockerfile)
        where.perform(new ImageOperation.BuildImage(new ImageSpec(['built'], read.instructions(), Optional.of(ContextSpec.of(context)), [:],
                options.build(), Optional.of('Dockerfile'))), events.&add)
    }

    private List<Event.StepFinished> steps() {
        events.findAll { it instanceof Event.StepFinished }
    }

    private List<String> printed() {
        events.findAll { it instanceof Event.StepOutput }*.line()
    }

    private List<String> warnings() {
        events.findAll { it instanceof Event.Warning }*.message()
    }

    private static String message(Closure action) {
        try {
            action.call()
        } catch (dev.groovebox.sandbox.failure.EngineException e) {
            return e.message
        }
        throw new AssertionError('it did not fail' as Object)
    }
}
