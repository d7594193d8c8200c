package dev.groovebox.dsl

import dev.groovebox.dsl.script.ScriptException
import dev.groovebox.sandbox.event.OutputStreamName
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.Stdio

class StreamsSpec extends ScriptSpecification {
    def setup() {
        engine.lines = [['STDOUT', 'one'], ['STDERR', 'two']]
    }

    def "run with a closure hands over each line as it comes"() {
        expect:
        run("def seen = []\ncontainer { image 'x' }.run { seen << it }\nseen") == ['one', 'two']
        run("def seen = []\ncontainer { image 'x' }.run { line -> seen << line }\nseen") == ['one', 'two']
    }

    def "a closure of two parameters also hears the stream"() {
        expect:
        run("def seen = []\ncontainer { image 'x' }.run { stream, line -> seen << stream << line }\nseen") ==
                [OutputStreamName.STDOUT, 'one', OutputStreamName.STDERR, 'two']
    }

    def "the result is typed, and text for standard input goes with streams too"() {
        expect:
        run('''
            RunResult result = container { image 'x'; stdin 'text' }.run { }
            [result.out, result.exitCode, result.oom, result.timedOut, result.succeeded(), result.duration]''') ==
                ['hello from box\n', 0, false, false, true, java.time.Duration.ofMillis(3)]
        engine.inputs == ['text']
    }

    private void linesUntilInterrupted() {
        engine.answer = { operation ->
            if (!(operation instanceof ContainerOperation.RunContainer) || operation.stdio() instanceof Stdio.Capture) {
                return engine.defaultAnswer(operation)
            }
            def consumer = operation.stdio().consumer()
            Thread.start { ['a', 'b', 'c'].each { consumer.accept(OutputStreamName.STDOUT, it) } }
            try {
                Thread.sleep(10_000)
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt() // as the engine does
                throw new EngineException(FailureKind.CANCELLED, 'run', 'x', 'cancelled', '')
            }
        }
    }

    def "a closure that fails ends the container, and its failure is the script's"() {
        given:
        linesUntilInterrupted()

        when:
        run("container { image 'x' }.run { line ->\n throw new IllegalStateException(line)\n}")

        then:
        def e = thrown(ScriptException)
        e.message == "script.groovy:2: IllegalStateException: a\n throw new IllegalStateException(line)"
        !Thread.interrupted()
    }

    def "a script that catches its closure's failure goes on"() {
        given:
        linesUntilInterrupted()

        expect:
        run("""
            try {
                container { image 'x' }.run { line -> throw new IllegalStateException(line) }
            } catch (IllegalStateException e) {
                container { image 'mailer' }.run().out + e.message
            }""") == 'hello from box\na'
        engine.operations*.spec()*.image() == ['x', 'mailer']
    }
}
