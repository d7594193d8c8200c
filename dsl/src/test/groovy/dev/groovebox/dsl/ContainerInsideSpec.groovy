package dev.groovebox.dsl

import dev.groovebox.dsl.script.ScriptException
import dev.groovebox.registry.json.JsonObject
import dev.groovebox.sandbox.event.OutputStreamName
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ContainerStatus
import dev.groovebox.sandbox.operation.ContainerSummary
import dev.groovebox.sandbox.operation.CopyOperation
import dev.groovebox.sandbox.operation.ExecOperation
import dev.groovebox.sandbox.operation.LogLine
import dev.groovebox.sandbox.operation.ObservationOperation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.PortText
import java.time.Duration
import java.time.Instant

/** What scripts do inside containers that are there. */
class ContainerInsideSpec extends ScriptSpecification {
    def setup() {
        engine.answer = { operation ->
            switch (operation) {
                case ContainerOperation.FindContainer: return Optional.of(summary())
                case ExecOperation.Exec:
                    if (operation.stdio() instanceof Stdio.Lines) {
                        operation.stdio().consumer().accept(OutputStreamName.STDERR, 'a line')
                    }
                    return new RunResult('c' * 64, 0, OptionalInt.empty(), false, false, 'out\n', '', false, Duration.ZERO)
                case ExecOperation.ExecDetached: return 'e' * 64
                case CopyOperation: return 1L
                case ObservationOperation.InspectContainer:
                    return JsonObject.builder().put('Id', 'x').put('State', JsonObject.builder().put('Pid', 7).putTexts('List', ['a']).build()).build()
                case ObservationOperation.ReadLogs:
                    operation.hearer().line(new LogLine(OutputStreamName.STDOUT, Instant.EPOCH, 'logged\n'.bytes))
                    return 1L
                default: return []
            }
        }
    }

    private static ContainerSummary summary() {
        new ContainerSummary('c' * 64, 'web', 'hello', 'sha256:1', ['x'], Instant.EPOCH, ContainerStatus.RUNNING, Optional.empty(), Optional.empty(),
                OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), [:], PortText.parse('8080:80'), [], [], [])
    }

    def "port answers where one leads from, and says which are not published"() {
        expect:
        run("existing('web').port(80)") == 8080
        run("existing('web').port('80/tcp')") == 8080

        when:
        run("existing('web').port(81)")

        then:
        def e = thrown(ScriptException)
        e.message.contains("cannot find port '81/tcp': container 'web' does not publish it; publish it, or all with publishAll()")
    }

    def "exec has the two forms of commands, and options before them"() {
        expect:
        run("existing('web').exec('echo hi').out") == 'out\n'
        engine.operations.last().spec().command() == ['/bin/sh', '-c', 'echo hi']

        when:
        run("existing('web').exec(user: 'nobody', workdir: '/srv', env: [A: 1], timeout: 5.s, privileged: true, stdin: 'text', 'wc', '-w')")
        def exec = engine.operations.last() as ExecOperation.Exec

        then:
        exec.spec().with { [command(), user().get(), workingFolder().get(), environment(), timeout().get(), privileged(), openStdin()] } ==
                [['wc', '-w'], 'nobody', '/srv', [A: '1'], Duration.ofSeconds(5), true, true]
        exec.stdio().input().get().text == 'text'
    }

    def "lines are heard as they come"() {
        expect:
        run("def heard = []; existing('web').exec('x') { stream, line -> heard << \"\$stream \$line\".toString() }; heard") == ['STDERR a line']
        run("def heard = []; existing('web').followLog { line -> heard << line }; heard") == ['logged']
    }

    def "who waits for the end hears the exit code, or why nobody knows it"() {
        given:
        def inside = engine.answer
        engine.answer = { operation -> operation instanceof ContainerOperation.WaitContainer ? code : inside(operation) }

        expect:
        run("try { existing('web').awaitExit() } catch (failed) { failed.message }") == answer

        where:
        code                | answer
        OptionalInt.of(3)   | 3
        OptionalInt.empty() | "cannot wait for container 'cccccccccccc': nobody knows how it has ended: it was not kept, or its monitor was killed; say keep() in its block, or wait before it ends"
    }

    def "a detached program answers its id, inspect plain maps, the log its lines"() {
        expect:
        run("existing('web').execDetached('worker')") == 'e' * 64
        run("existing('web').inspect()") == [Id: 'x', State: [Pid: 7, List: ['a']]]
        run("existing('web').log(tail: 3, since: 5.minutes)*.text()") == ['logged']
        (engine.operations.last() as ObservationOperation.ReadLogs).query().tail().asLong == 3
    }

    def "copies start from the script's folder"() {
        when:
        run("existing('web').copyTo('conf', '/etc'); existing('web').copyFrom('/var/log', 'logs')")

        then:
        engine.operations.findAll { it instanceof CopyOperation }.collect { [it.source(), it.target(), it.folder()] } ==
                [['conf', '/etc', folder], ['/var/log', 'logs', folder]]
    }

    def "a mistyped option is told with its place"() {
        expect:
        failure("existing('web').exec(usr: 'x', 'id')").message.contains("did you mean 'user'?")
        failure("existing('web').log(since: 'yesterday')").message.contains('how long ago')
    }
}
