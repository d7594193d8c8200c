package dev.groovebox.sandbox.engine

import dev.groovebox.registry.json.JsonObject
import dev.groovebox.registry.json.JsonValue
import dev.groovebox.sandbox.event.OutputStreamName
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.LogLine
import dev.groovebox.sandbox.operation.LogQuery
import dev.groovebox.sandbox.operation.ObservationOperation
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared

/** What is told of containers. */
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class ObservationsSpec extends EngineSpecification {
    @Shared
    @AutoCleanup
    RunningContainer box

    def setupSpec() {
        box = RunningContainer.of(engine, 'box', ['sh', '-c', 'echo first; sleep 0.05; echo trouble >&2; sleep 0.05; printf "with"; sleep 0.05; echo out end; sleep 1000']) {
            memoryBytes(64L << 20).pids(20).label('team', 'ops').environment('A', 'b').hostname('stage').addCapability('NET_ADMIN').workingFolder('/tmp')
        }
    }

    def setup() {
        for (int tries = 0; tries < 3000 && !engine.perform(new ObservationOperation.TopContainer('box')).any { it.command() == 'sleep 1000' }; tries++) {
            sleep(10)
        }
    }

    def "inspect has docker's names and shape"() {
        when:
        def document = inspect('box')

        then:
        document.Id == box.id
        document.Name == '/box'
        document.State.subMap(['Status', 'Running', 'Paused', 'OOMKilled', 'ExitCode']) == [Status: 'running', Running: true, Paused: false, OOMKilled: false, ExitCode: 0]
        Files.exists(Path.of("/proc/${document.State.Pid}/ns/pid"))
        Instant.parse(document.State.StartedAt).isBefore(Instant.now())
        document.State.FinishedAt == '0001-01-01T00:00:00Z'
        [document.Path, document.Args[0]] == ['sh', '-c']
        document.Config.subMap(['Hostname', 'Image', 'WorkingDir', 'Labels', 'Tty']) == [Hostname: 'stage', Image: 'busybox', WorkingDir: '/tmp', Labels: [team: 'ops'], Tty: false]
        document.Config.Env == ['FROM_IMAGE=yes', 'A=b']
        document.HostConfig.subMap(['Memory', 'PidsLimit', 'CapAdd', 'Privileged', 'RestartPolicy']) ==
                [Memory: 64 << 20, PidsLimit: 20, CapAdd: ['NET_ADMIN'], Privileged: false, RestartPolicy: [Name: 'no', MaximumRetryCount: 0]]
        document.GraphDriver.Data.UpperDir == paths.container(box.id).upper().toString()
    }

    def "volumes are told of by name and place, with those of other containers, and found by either"() {
        given:
        def bound = Files.createDirectories(scratch.path.resolve('bound'))
        def giver = RunningContainer.of(engine, 'giver') { volume('data', '/d', true, true).volume('', '/cache', false, true).bind(bound, '/bound', false) }
        def taker = RunningContainer.of(engine, 'taker') { volumesFrom('giver').tmpfs('/t', OptionalLong.empty(), OptionalInt.empty()) }
        def own = OwnVolumes.name(giver.id, '/cache')

        expect:
        inspect('giver').Mounts.collectEntries { [it.Destination, it] } == [
                '/d'    : [Type: 'volume', Name: 'data', Source: paths.volumeData('data').toString(), Destination: '/d', Driver: 'local', Mode: 'ro', RW: false, Propagation: ''],
                '/cache': [Type: 'volume', Name: own, Source: paths.volumeData(own).toString(), Destination: '/cache', Driver: 'local', Mode: '', RW: true, Propagation: ''],
                '/bound': [Type: 'bind', Source: bound.toString(), Destination: '/bound', Mode: '', RW: true, Propagation: 'rprivate']]
        inspect('taker').Mounts.findAll { it.Type != 'tmpfs' } as Set == inspect('giver').Mounts as Set
        giver.summary().mounts().collect { [it.source(), it.target()] } as Set == [['data', '/d'], [own, '/cache'], [bound.toString(), '/bound']] as Set
        taker.summary().mounts()*.source().containsAll(['data', own])

        cleanup:
        taker.close()
        giver.close()
    }

    def "diff tells what was added, changed and deleted"() {
        when:
        box.sh('mkdir /made; touch /made/file; rm /etc/group; echo x >> /etc/passwd; ln -s / /made/link')

        then:
        engine.perform(new ObservationOperation.DiffContainer('box')).collect { "${it.kind().letter()} ${it.path()}".toString() } ==
                ['C /etc', 'D /etc/group', 'C /etc/passwd', 'A /made', 'A /made/file', 'A /made/link']
    }

    def "top reads its processes from the kernel, also those with odd names"() {
        given:
        box.sh("""printf '#!/bin/sh\\nsleep 30; true\\n' > '/tmp/odd) R 1 ('; chmod +x '/tmp/odd) R 1 ('; '/tmp/odd) R 1 (' >/dev/null 2>&1 &""")

        when: 'the kernel has begun it, in which its name comes first'
        def processes = []
        for (int tries = 0; tries < 3000 && !processes.any { it.name() == 'odd) R 1 (' && it.command().contains('/tmp/odd') }; tries++) {
            sleep(10)
            processes = engine.perform(new ObservationOperation.TopContainer('box'))
        }

        then:
        processes.find { it.innerPid() == 1 }.with { [it.pid(), it.uid(), it.command()] } == [box.summary().pid().asInt, 0, 'sleep 1000']
        processes.find { it.name() == 'odd) R 1 (' }.with { [it.threads(), it.command().contains('/tmp/odd')] } == [1, true]

        cleanup:
        box.sh('pkill -f odd; pkill -f "sleep 30"')
    }

    def "stats are the kernel's own counts"() {
        given:
        def before = engine.perform(new ObservationOperation.SampleStats([]))
        box.sh('i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done')

        when:
        def after = engine.perform(new ObservationOperation.SampleStats(['box']))

        then:
        before*.name() == ['box']
        after[0].memoryLimitBytes() == 64L << 20
        after[0].memoryBytes() in 1L..(64L << 20)
        after[0].pidsLimit().asLong == 20
        after[0].cpu() > before[0].cpu()
        after[0].cpuPercentSince(before[0]) > 5
    }

    def "what does not run has no processes and no use"() {
        given:
        def made = engine.perform(new ContainerOperation.CreateContainer(dev.groovebox.sandbox.spec.ContainerSpec.builder('busybox').name('made').build(), false))

        when:
        engine.perform(operation)

        then:
        def failure = thrown(EngineException)
        failure.message.contains('not running')

        cleanup:
        engine.perform(new ContainerOperation.RemoveContainer(made, true))

        where:
        operation << [new ObservationOperation.TopContainer('made'), new ObservationOperation.SampleStats(['made'])]
    }

    def "the log keeps both streams apart, with the time of each line's first byte"() {
        when:
        def lines = logs('box')

        then:
        lines.collect { [it.stream(), it.text()] } == [[OutputStreamName.STDOUT, 'first'], [OutputStreamName.STDERR, 'trouble'], [OutputStreamName.STDOUT, 'without end']]
        lines*.time() == lines*.time().sort()
    }

    def "a part of the log: #what"() {
        given:
        def all = logs('box')

        expect:
        logs('box', query.call(all))*.text() == texts

        where:
        what          | query                                                                                          | texts
        'the last'    | ({ new LogQuery(OptionalLong.of(1), Optional.empty(), Optional.empty(), false) })              | ['without end']
        'the last 2'  | ({ new LogQuery(OptionalLong.of(2), Optional.empty(), Optional.empty(), false) })              | ['trouble', 'without end']
        'none'        | ({ new LogQuery(OptionalLong.of(0), Optional.empty(), Optional.empty(), false) })              | []
        'too many'    | ({ new LogQuery(OptionalLong.of(99), Optional.empty(), Optional.empty(), false) })             | ['first', 'trouble', 'without end']
        'from then'   | ({ new LogQuery(OptionalLong.empty(), Optional.of(it[2].time()), Optional.empty(), false) })   | ['without end']
        'until then'  | ({ new LogQuery(OptionalLong.empty(), Optional.empty(), Optional.of(it[1].time()), false) })   | ['first', 'trouble']
    }

    def "following hears each line once, across rotation, and ends with the container"() {
        given: 'files of 64 kB, and more than one of them'
        def count = 6000
        def command = ['sh', '-c', "i=0; while [ \$i -lt $count ]; do i=\$((i+1)); echo \"line \$i xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"; done; echo bye >&2".toString()]
        def writer = RunningContainer.of(engine, 'writer', command) { it.log(new dev.groovebox.sandbox.spec.LogSettings(dev.groovebox.sandbox.spec.LogSettings.Driver.FILE, 64L << 10, 50)) }

        when:
        def lines = logs('writer', LogQuery.ALL.following())

        then:
        lines.size() == count + 1
        lines.findAll { it.stream() == OutputStreamName.STDOUT }.collect { it.text().tokenize()[1] as int } == (1..count).toList()
        Files.list(paths.container(writer.id).log()).withCloseable { it.count() } > 2

        and: 'the tail is found from the end, across files too'
        logs('writer', new LogQuery(OptionalLong.of(3000), Optional.empty(), Optional.empty(), false)).size() == 3000

        cleanup:
        writer.close()
    }

    def "following until a moment hears nothing of later, and ends though the container goes on"() {
        given:
        def talker = RunningContainer.of(engine, 'talker', ['sh', '-c', 'i=0; while :; do echo $((i+=1)); sleep 0.01; done'])
        def until = Instant.now().plusSeconds(2)

        when:
        def lines = logs('talker', new LogQuery(OptionalLong.empty(), Optional.empty(), Optional.of(until), true))

        then:
        lines.every { !it.time().isAfter(until) }
        lines*.text() == (1..lines.size())*.toString()
        !lines.empty
        talker.summary().status().hasProcess()

        cleanup:
        talker?.close()
    }

    def "a record that was cut short is no record, and what is no number is no file of the log"() {
        given:
        def short1 = RunningContainer.of(engine, 'short', ['echo', 'whole'])
        engine.perform(new ContainerOperation.WaitContainer('short', dev.groovebox.sandbox.operation.WaitCondition.NOT_RUNNING))
        def folder = paths.container(short1.id).log()
        Files.write(folder.resolve('1'), [9, 0, 0, 0, 1, 0, 0, 0, 1, 1] as byte[], java.nio.file.StandardOpenOption.APPEND)
        Files.createFile(folder.resolve('x'))

        expect:
        logs('short')*.text() == ['whole']

        cleanup:
        short1.close()
    }

    def "explain tells what the kernel says"() {
        when:
        def tables = engine.perform(new ObservationOperation.ExplainContainer('box')).tables().collectEntries { [it.title(), it] }
        def namespaces = tables['Namespaces'].rows().collectEntries { [it[0], it] }

        then:
        namespaces.pid[1] == Files.readSymbolicLink(Path.of("/proc/${box.summary().pid().asInt}/ns/pid")).toString().replaceAll(/\D/, '')
        namespaces.findAll { it.value[3] == "the machine's" }.keySet() == ['user'] as Set
        tables.Rights.rows().find { it[0] == 'capabilities' }[1].contains('net_admin')
        tables.Rights.rows().find { it[0] == 'system call filter' }[1] == 'filter'
        tables['Control group'].rows().find { it[0] == 'memory' }[2] == '64 MiB'
        tables.Mounts.rows().find { it[0] == '/' }[2] == 'the root'
        tables.Mounts.rows().find { it[0] == '/proc/keys' }[2].startsWith('hidden')
    }

    private Map inspect(String name) {
        plain(engine.perform(new ObservationOperation.InspectContainer(name)))
    }

    private static Object plain(JsonValue value) {
        switch (value) {
            case JsonObject: return value.members().collectEntries { [it.key, plain(it.value)] }
            case JsonValue.Array: return value.elements().collect { plain(it) }
            case JsonValue.Null: return null
            default: return value.value()
        }
    }

    private List<LogLine> logs(String name, LogQuery query = LogQuery.ALL) {
        def lines = []
        engine.perform(new ObservationOperation.ReadLogs(name, query, { lines << it }))
        lines
    }
}
