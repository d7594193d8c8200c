package dev.groovebox.dsl

import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.CopyOperation
import dev.groovebox.sandbox.operation.ExecOperation
import dev.groovebox.sandbox.operation.NetworkOperation
import dev.groovebox.sandbox.operation.ObservationOperation
import dev.groovebox.sandbox.operation.SandboxExplanation
import dev.groovebox.sandbox.operation.SystemDescription
import dev.groovebox.sandbox.operation.SystemOperation
import dev.groovebox.sandbox.operation.VolumeOperation
import dev.groovebox.sandbox.operation.WaitCondition
import dev.groovebox.sandbox.spec.IpText
import dev.groovebox.sandbox.spec.Limits
import dev.groovebox.sandbox.spec.NetworkSpec.Attachment
import dev.groovebox.sandbox.spec.RestartPolicy
import java.time.Duration

/** What scripts change of containers, networks and volumes that are there, and of the engine's store. */
class ContainerChangesSpec extends ScriptSpecification {
    static final BOX = 'c' * 64
    static final MB = 1024L * 1024

    def setup() {
        engine.answer = { operation ->
            switch (operation) {
                case SystemOperation.DescribeSystem: return new SystemDescription([Cgroups: '2'])
                case ContainerOperation.BootContainers: return ['web']
                case ObservationOperation.ExplainContainer: return new SandboxExplanation('web', [])
                default: return engine.defaultAnswer(operation)
            }
        }
    }

    def "'#text' is an operation"() {
        when:
        run("def box = existing('box'); def front = network('front'); def data = volume('data')\n$text")

        then:
        engine.operations.last() == operation

        where:
        text                                                 | operation
        "box.rename('web')"                                  | new ContainerOperation.RenameContainer(BOX, 'web')
        "box.stop(timeout: 3.s, signal: 'INT')"              | new ContainerOperation.StopContainer(BOX, Optional.of(Duration.ofSeconds(3)), Optional.of('INT'))
        "box.restart(timeout: 3.s)"                          | new ContainerOperation.RestartContainer(BOX, Optional.of(Duration.ofSeconds(3)), Optional.empty())
        "box.update(memory: 128.mb, cpus: 1.5, pids: 9)"     | new ContainerOperation.UpdateContainer(BOX, limits(128 * MB, 1.5G, 9), Optional.empty())
        "box.update(restart: 'on-failure:3')"                | new ContainerOperation.UpdateContainer(BOX, Limits.NONE, RestartPolicy.parse('on-failure:3'))
        "box.awaitRunning(3.s)"                              | new ContainerOperation.WaitContainer(BOX, WaitCondition.RUNNING, Optional.of(Duration.ofSeconds(3)))
        "box.awaitRemoved(3.s)"                              | new ContainerOperation.WaitContainer(BOX, WaitCondition.REMOVED, Optional.of(Duration.ofSeconds(3)))
        "box.awaitNextExit(3.s)"                             | new ContainerOperation.WaitContainer(BOX, WaitCondition.NEXT_EXIT, Optional.of(Duration.ofSeconds(3)))
        "box.execs"                                          | new ExecOperation.ListExecs(BOX)
        "box.killExec('e1')"                                 | new ExecOperation.KillExec('e1', 9)
        "box.killExec('e1', 'SIGTERM')"                      | new ExecOperation.KillExec('e1', 15)
        "box.explain()"                                      | new ObservationOperation.ExplainContainer(BOX)
        "front.connect('web')"                               | new NetworkOperation.ConnectNetwork(Attachment.to('front'), 'web')
        "front.connect(box, alias: 'db', ip: '10.90.1.5')"   | new NetworkOperation.ConnectNetwork(new Attachment('front', ['db'], [IpText.parse('10.90.1.5').get()], Optional.empty()), BOX)
        "front.disconnect(box)"                              | new NetworkOperation.DisconnectNetwork('front', BOX)
        "data.snapshot('a', force: true)"                    | new VolumeOperation.SnapshotVolume('made', 'a', true)
        "data.restore('a')"                                  | new VolumeOperation.RestoreVolume('made', 'a', false)
        "volume('rows', label: [team: 'ops'])"               | new VolumeOperation.CreateVolume('rows', [team: 'ops'])
        "pruneNetworks()"                                    | new NetworkOperation.PruneNetworks()
        "repairNetworks()"                                   | new NetworkOperation.RepairNetworks()
        "pruneVolumes()"                                     | new VolumeOperation.PruneVolumes(false)
        "pruneVolumes all: true"                             | new VolumeOperation.PruneVolumes(true)
        "pruneContainers label: [team: 'ops']"               | new ContainerOperation.PruneContainers(Optional.empty(), [team: 'ops'], false)
        "checkStore repair: true"                            | new SystemOperation.CheckStore(true)
        "assert systemInfo() == [Cgroups: '2']"              | new SystemOperation.DescribeSystem()
        "assert bootContainers() == ['web']"                 | new ContainerOperation.BootContainers()
    }

    private static Limits limits(long memory, BigDecimal cpus, long pids) {
        new Limits(OptionalLong.of(memory), OptionalLong.empty(), OptionalLong.empty(), Optional.of(cpus), OptionalInt.empty(),
                Optional.empty(), Optional.empty(), OptionalLong.of(pids), OptionalInt.empty())
    }

    def "copies say who owns the files, and logs are followed from a time on"() {
        when:
        run("existing('box').copyTo('a', '/b', followLink: true, keepOwner: true)")
        def copy = engine.operations.last() as CopyOperation.CopyToContainer

        then:
        copy.followLink() && copy.keepOwner()

        when:
        run("existing('box').followLog(tail: 3) { }")
        def query = (engine.operations.last() as ObservationOperation.ReadLogs).query()

        then:
        query.follow() && query.tail().asLong == 3

        when:
        run("existing('box').execDetached(user: 'nobody', 'worker')")

        then:
        (engine.operations.last() as ExecOperation.ExecDetached).spec().user() == Optional.of('nobody')
    }

    def "a container that has the name is replaced when its block says so: #verb"() {
        when:
        run("def web = container('web') { image 'base'; replace() }\n$verb")

        then:
        engine.operations.find { type.isInstance(it) }.replace()

        where:
        verb                    | type
        'web.run()'             | ContainerOperation.RunContainer
        'web.start()'           | ContainerOperation.RunDetached
        'web.create()'          | ContainerOperation.CreateContainer
        'withContainer(web) {}' | ContainerOperation.RunScoped
    }

    def "'#text' says what is wrong: #message"() {
        expect:
        failure("def box = existing('box')\n$text").message.contains(message)

        where:
        text                                       | message
        "box.update(memry: 1.mb)"                  | "update knows no 'memry:'; did you mean 'memory'?"
        "box.update([:])"                          | 'update takes what is to be changed: update memory: 128.mb'
        "box.update(cpus: 'many')"                 | "update takes as 'cpus:' a number such as 1.5, not 'many'"
        "box.update(restart: 'often')"             | "update takes as 'restart:' no, always, unless-stopped or on-failure[:n], not 'often'"
        "network('n').connect(box, alis: 'x')"     | "connect knows no 'alis:'; did you mean 'alias'?"
        "network('n').connect(box, ip: 'x')"       | "'x' is no address"
        "box.killExec('e', 'NOPE')"                | "killExec takes a signal such as 'TERM', not 'NOPE'"
        "box.execDetached(stdin: 'x', 'cat')"      | "execDetached takes no 'stdin:'"
        "volume('v', labl: [a: 'b'])"              | "volume knows no 'labl:'; did you mean 'label'?"
        "pruneVolumes al: true"                    | "pruneVolumes knows no 'al:'; did you mean 'all'?"
        "pruneNetwrks()"                           | "unknown word 'pruneNetwrks'; did you mean 'pruneNetworks'?"
    }
}
