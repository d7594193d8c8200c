package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ContainerOperation.PruneContainers
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.storage.EnginePaths
import java.nio.file.Files
import java.time.Instant
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.Timeout

/** Which containers docker's container prune takes. */
@Timeout(60)
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class ContainerPruningSpec extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()
    def paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))

    @AutoCleanup
    def engine = { BusyboxImage.addTo(paths); LocalEngine.open(paths) }.call()

    def cleanup() {
        engine.perform(new ContainerOperation.ListContainers(true), EventSink.none()).each {
            engine.perform(new ContainerOperation.RemoveContainer(it.id(), true), EventSink.none())
        }
    }

    private ContainerSpec spec(String name, Map<String, String> labels, String... command) {
        def builder = ContainerSpec.builder('busybox').name(name).network(new NetworkSpec.None()).command(command.toList())
        labels.each { key, value -> builder.label(key, value) }
        builder.build()
    }

    private List<String> names() {
        engine.perform(new ContainerOperation.ListContainers(true), EventSink.none())*.name().sort()
    }

    private prune(PruneContainers prune) {
        engine.perform(prune, EventSink.none())
    }

    def "created and ended ones go, running and paused ones stay; filters narrow it; a dry run takes nothing"() {
        given:
        [made: [:], labelled: [team: 'ops']].each { name, labels ->
            engine.perform(new ContainerOperation.CreateContainer(spec(name, labels, 'true'), false), EventSink.none())
        }
        ['runs', 'paused'].each {
            engine.perform(new ContainerOperation.RunDetached(spec(it, [team: 'ops'], 'sleep', '60'), false), EventSink.none())
        }
        engine.perform(new ContainerOperation.PauseContainer('paused'), EventSink.none())

        when:
        def would = prune(new PruneContainers(Optional.empty(), [:], true))

        then:
        would.lines().size() == 2
        would.reclaimedBytes() > 0
        names() == ['labelled', 'made', 'paused', 'runs']

        when:
        prune(new PruneContainers(Optional.of(Instant.now().minusSeconds(3600)), [:], false))
        prune(new PruneContainers(Optional.empty(), [team: 'dev'], false))

        then:
        names() == ['labelled', 'made', 'paused', 'runs']

        when:
        prune(new PruneContainers(Optional.empty(), [team: ''], false))

        then:
        names() == ['made', 'paused', 'runs']

        when:
        def done = prune(new PruneContainers(Optional.of(Instant.now().plusSeconds(1)), [:], false))

        then:
        done.lines().size() == 1
        names() == ['paused', 'runs']
    }
}
