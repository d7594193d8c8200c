package dev.groovebox.spec.build

import dev.groovebox.sandbox.build.BuildStepException
import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.SpecException
import dev.groovebox.sandbox.storage.EnginePaths
import java.nio.file.Files
import java.time.Instant
import java.util.concurrent.Callable
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import spock.lang.AutoCleanup
import spock.lang.Shared

/** The build's own machinery on the real kernel: stages, cache, mounts, failures. */
class BuildEngineSpec extends BuildSpecification {
    @Shared
    @AutoCleanup('shutdownNow')
    def threads = Executors.newCachedThreadPool { new Thread(it).tap { it.daemon = true } }

    def "independent stages run at the same time, at most so many as are allowed"() {
        given: 'two stages that wait for each other through a cache that both may use'
        def dockerfile = '''\
            FROM busybox AS one
            RUN --mount=type=cache,target=/c,id=meet touch /c/one; for i in $(seq 600); do test -e /c/two && exit 0; sleep 0.05; done; exit 1
            FROM busybox AS two
            RUN --mount=type=cache,target=/c,id=meet touch /c/two; for i in $(seq 600); do test -e /c/one && exit 0; sleep 0.05; done; exit 1
            FROM busybox
            COPY --from=one /bin/busybox /one
            COPY --from=two /bin/busybox /two
            '''

        when:
        def both = build(dockerfile) { parallel(2) }

        then:
        tree(both).keySet().containsAll(['one', 'two'])

        when: 'one at a time: the first waits in vain'
        build(dockerfile.replace('id=meet', 'id=alone').replace('600', '5')) { parallel(1) }

        then:
        thrown(BuildStepException)
    }

    def "a locked cache has one user at a time, and what is in it stays"() {
        when:
        build('''\
            FROM busybox AS one
            RUN --mount=type=cache,target=/c,sharing=locked test ! -e /c/busy && touch /c/busy && sleep 0.3 && rm /c/busy && echo x >> /c/log
            FROM busybox AS two
            RUN --mount=type=cache,target=/c,sharing=locked test ! -e /c/busy && touch /c/busy && sleep 0.3 && rm /c/busy && echo y >> /c/log
            FROM busybox
            COPY --from=one /etc /one
            COPY --from=two /etc /two
            RUN --mount=type=cache,target=/c,sharing=locked cat /c/log | sort
            ''') { parallel(2) }

        then:
        printed() == ['x', 'y']
        !paths.lock('any').parent.toFile().list().any { it.startsWith('cache-') }
    }

    def "a proxy is given to RUN, and nothing that is kept depends on it"() {
        given:
        def dockerfile = 'FROM busybox\nRUN echo "$http_proxy, $NO_PROXY"\n'

        when:
        def first = build(dockerfile) { argument('http_proxy', 'http://proxy.example:1'); argument('NO_PROXY', 'here') }

        then:
        printed() == ['http://proxy.example:1, here']
        filesWith('proxy.example') == []

        when:
        def second = build(dockerfile) { argument('http_proxy', 'http://proxy.example:2') }

        then:
        cached() && cached().every()
        second.id() == first.id()
    }

    def "stages that need each other in a circle are told"() {
        when:
        build('''\
            FROM busybox AS one
            COPY --from=two /etc /x
            FROM busybox AS two
            COPY --from=one /etc /x
            ''')

        then:
        def e = thrown(SpecException)
        e.message.contains('two -> one -> two')
    }

    def "a miss is explained by what has changed"() {
        given:
        def dockerfile = '''\
            FROM busybox
            ARG VERSION=1
            COPY src /src
            RUN echo $VERSION > /version
            '''
        write('src/a', 'a')
        write('src/b', 'b')

        when:
        build(dockerfile) { explain(true) }

        then:
        reasons() == ['it was never built before', 'it was never built before']

        when:
        write('src/b', 'changed')
        build(dockerfile) { explain(true) }

        then:
        reasons() == ['/src/b changed', 'what lies below changed']

        when:
        build(dockerfile) { explain(true); argument('VERSION', '2') }

        then:
        reasons() == ['nothing that it depends on has changed', 'variable VERSION changed']

        when: 'only times have changed'
        Files.setLastModifiedTime(context.resolve('src/a'), java.nio.file.attribute.FileTime.fromMillis(0))
        build(dockerfile) { explain(true); argument('VERSION', '2') }

        then:
        !cached().empty && cached().every()

        when:
        build(dockerfile) { explain(true); noCache(true) }

        then:
        reasons().size() == 2
        reasons().every { it.contains('no-cache') }
    }

    private List<String> reasons() {
        events.findAll { it instanceof Event.StepExplained }*.reason()
    }

    def "only the stages of --no-cache-filter are built again"() {
        given:
        def dockerfile = 'FROM busybox AS one\nRUN echo 1\nFROM busybox AS two\nRUN echo 2\nFROM one\nCOPY --from=two /etc /two\n'
        build(dockerfile)

        when:
        build(dockerfile) { noCacheStage('two') }

        then:
        printed() == ['2']
    }

    def "with a timestamp the same inputs give the same digest, whenever and from whatever times of files"() {
        given:
        def dockerfile = 'FROM busybox\nCOPY src /src\nRUN mkdir -p /made/here && hostname > /made/here/x && env > /made/env\nWORKDIR /w\n'
        write('src/a', 'a')

        when:
        def first = build(dockerfile) { timestamp(Instant.ofEpochSecond(1_600_000_000)); noCache(true) }
        Files.setLastModifiedTime(context.resolve('src/a'), java.nio.file.attribute.FileTime.fromMillis(86_400_000))
        Thread.sleep(1100)
        def second = build(dockerfile) { argument('SOURCE_DATE_EPOCH', '1600000000'); noCache(true) }

        then:
        second.id() == first.id()
        second.digest() == first.digest()
        second.created() == Instant.ofEpochSecond(1_600_000_000)
    }

    def "a failed step tells where it is, what it printed last and how it ended; a shell looks at what it left"() {
        given:
        def out = new ByteArrayOutputStream()
        def read = dev.groovebox.sandbox.build.dockerfile.DockerfileReader.read('Dockerfile', '''\
            FROM busybox
            RUN echo before > /before
            RUN for i in $(seq 30); do echo line $i; done; echo left > /left; \\
                exit 42
            '''.stripIndent())
        def spec = new dev.groovebox.sandbox.spec.ImageSpec(['built'], read.instructions(), Optional.empty(), [:],
                dev.groovebox.sandbox.spec.BuildOptions.builder().network('none').build(), Optional.of('Dockerfile'))
        def shell = new Stdio.Streams(Optional.of(new ByteArrayInputStream('cat /before /left; exit\n'.bytes)), out, out, { })

        when:
        engine.perform(new ImageOperation.BuildImage(spec, Optional.of(shell)))

        then:
        def e = thrown(BuildStepException)
        e.exitCode() == 42
        e.lastLines() == (11..30).collect { "line $it" as String }
        e.place().line() == 3
        e.message.readLines()[0] =~ /^Dockerfile:3: cannot build image 'built': step 3 of 3, RUN for .*, failed \(exit code 42\)/
        out.toString() == 'before\nleft\n'
    }

    def "two builds of one thing at once: one works, the other reuses"() {
        given:
        def dockerfile = "FROM busybox\nRUN sleep 0.5; cat /proc/sys/kernel/random/uuid > /made # ${System.nanoTime()}\n"
        def begin = new CountDownLatch(1)

        when:
        def builds = (1..2).collect { threads.submit({ begin.await(); build(dockerfile) } as Callable) }
        begin.countDown()
        def images = builds.collect { it.get(60, TimeUnit.SECONDS) }

        then:
        images*.id().toSet().size() == 1
    }

    def "an interrupt ends the step, and nothing of it stays"() {
        given:
        def main = Thread.currentThread()
        threads.submit { while (printed() != ['begun']) { Thread.sleep(20) }; main.interrupt() }
        def interrupted = false

        when:
        try {
            build('FROM busybox\nRUN echo begun; sleep 1000\n')
        } finally {
            interrupted = Thread.interrupted() // taken away, or whatever waits next would be interrupted too
        }

        then:
        def e = thrown(EngineException)
        e.message.contains('interrupted')
        interrupted
    }

    def "triggers of the base are done first, and are not handed on"() {
        given:
        def base = build('FROM busybox\nONBUILD COPY src /src\nONBUILD RUN cat /src/a > /seen\n')
        write('src/a', 'a')

        when:
        def built = build("FROM ${base.id()}\nRUN test -s /seen\n")

        then:
        tree(built).keySet().containsAll(['src/a', 'seen'])

        when:
        build("FROM ${built.id()}\n")

        then:
        events.findAll { it instanceof Event.StepStarted }.size() == 1
    }

    def "a cache written to a layout serves an engine that has built nothing yet"() {
        given:
        def dockerfile = 'FROM busybox\nCOPY src /src\nRUN cat /proc/sys/kernel/random/uuid > /made\n'
        write('src/a', 'a')
        def layout = scratch.path.resolve('cache-layout')
        def first = build(dockerfile) { cacheTo("oci:$layout"); timestamp(Instant.EPOCH) }
        def elsewhere = EnginePaths.of(scratch.path.resolve('other/root'), scratch.path.resolve('other/run'))
        BusyboxImage.addTo(elsewhere)

        when:
        def there = LocalEngine.open(elsewhere).withCloseable { other ->
            buildWith(other, dockerfile) { cacheFrom("oci:$layout"); timestamp(Instant.EPOCH) }
        }

        then:
        there.id() == first.id()
        !cached().empty && cached().every()
        ['skopeo', 'inspect', '--config', "oci:$layout:cache"].execute().waitFor() == 0

        when: 'a cache that is not there is no failure'
        build(dockerfile) { cacheFrom("oci:${scratch.path.resolve('none')}"); timestamp(Instant.EPOCH) }

        then:
        events.any { it instanceof Event.Warning && it.message().contains('is not used') }
    }
}
