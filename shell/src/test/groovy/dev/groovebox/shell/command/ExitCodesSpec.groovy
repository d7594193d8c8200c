package dev.groovebox.shell.command

import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.operation.Operation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.shell.Main
import dev.groovebox.shell.console.Console
import dev.groovebox.shell.console.StandardOutput
import java.time.Duration
import spock.lang.Specification

class ExitCodesSpec extends Specification {
    def out = new ByteArrayOutputStream()
    def err = new ByteArrayOutputStream()
    Closure answer = { Operation operation, EventSink events -> [] }

    int groovebox(String... words) {
        def engine = [perform: { Operation o, EventSink e -> answer(o, e) }, close: { }] as Engine
        def console = new Console(InputStream.nullInputStream(), new StandardOutput(out), new PrintStream(err, true),
                false, false, false)
        new Main(console, [GROOVEBOX_ROOT: '/nonexistent'], { engine }).run(words.toList())
    }

    static RunResult ended(Map how) {
        new RunResult('box', how.exitCode, OptionalInt.empty(), how.oom ?: false, how.timedOut ?: false, '', '', false,
                Duration.ZERO)
    }

    def "run answers the program's own code"() {
        given:
        answer = { operation, events -> ended(exitCode: 42) }

        expect:
        groovebox('run', 'image') == 42
        err.toString() == ''
    }

    def "run says when the code is not the program's own: #how"() {
        given:
        answer = { operation, events -> ended(how) }

        expect:
        groovebox('run', 'image') == how.exitCode
        err.toString().contains(said)

        where:
        how                             || said
        [exitCode: 124, timedOut: true] || "groovebox: container 'box' was ended: its time ran out"
        [exitCode: 137, oom: true]      || "groovebox: container 'box' ran out of memory"
    }

    def "run answers #code when it fails with #kind, another command #other"() {
        given:
        answer = { operation, events -> throw new EngineException(kind, 'cannot do', 'x', 'because', 'do this') }

        expect:
        groovebox('run', 'image') == code
        groovebox('ps') == other
        err.toString() == "groovebox: cannot do 'x': because; do this\n" * 2

        where:
        kind                               || code | other
        FailureKind.ENGINE                 || 125  | 1
        FailureKind.INVALID                || 125  | 1
        FailureKind.NOT_FOUND              || 125  | 1
        FailureKind.PROGRAM_NOT_EXECUTABLE || 126  | 1
        FailureKind.PROGRAM_NOT_FOUND      || 127  | 1
        FailureKind.BUSY                   || 75   | 75
        FailureKind.CANCELLED              || 130  | 130
    }

    def "a command line that can't be meant: #words answers #code"() {
        expect:
        groovebox(*words) == code
        out.toString() == ''
        err.toString().lines().count() == 1
        err.toString().contains(said)

        where:
        words                || code | said
        ['run']              || 125  | "groovebox: run: needs at least one IMAGE; see 'groovebox run --help'"
        ['run', '--nmae', 'x', 'i'] || 125 | "unknown option '--nmae'; did you mean '--name'?"
        ['run', '--name']    || 125  | "--name"
        ['run', '--rm', '--restart', 'always', 'i'] || 125 | "invalid container 'i': restart: it is removed when it has ended"
        ['ps', 'x']          || 1    | "groovebox: ps: takes no argument 'x'"
        ['ps', '--format', '{{.X}}'] || 1 | "no field '.X'"
        ['rm']               || 1    | 'needs at least one CONTAINER'
        ['psx']              || 1    | "groovebox: unknown command 'psx'; did you mean 'ps'?; see 'groovebox --help'"
        ['--rot', 'x']       || 1    | "unknown option '--rot'; did you mean '--root'?"
    }

    def "help goes to stdout and answers 0: #words"() {
        expect:
        groovebox(*words) == 0
        out.toString().startsWith('Usage: groovebox')
        err.toString() == ''

        where:
        words << [['--help'], ['help'], ['help', 'run'], ['run', '--help'], ['ps', '--help']]
    }

    def "rm goes on after one that fails, and answers 1"() {
        given:
        answer = { operation, events ->
            if (operation.container() == 'b') {
                throw new EngineException(FailureKind.NOT_FOUND, 'cannot find container', 'b', 'there is none', '')
            }
            operation.container()
        }

        expect:
        groovebox('rm', '-f', 'a', 'b', 'c') == 1
        out.toString() == 'a\nc\n'
        err.toString() == "groovebox: cannot find container 'b': there is none\n"
    }

    def "warnings and progress go to stderr"() {
        given:
        answer = { operation, events -> events.accept(new Event.Warning('a limit stays')); [] }

        expect:
        groovebox('ps', '-q') == 0
        out.toString() == ''
        err.toString() == 'groovebox: warning: a limit stays\n'
    }

    def "a stack trace is shown with --debug alone"() {
        given:
        answer = { operation, events -> throw new IllegalStateException('oops') }

        when:
        groovebox('ps')

        then:
        err.toString().lines().count() == 1
        err.toString().contains('internal error: java.lang.IllegalStateException: oops')

        when:
        groovebox('--debug', 'ps')

        then:
        err.toString().contains('\tat ')
    }
}
