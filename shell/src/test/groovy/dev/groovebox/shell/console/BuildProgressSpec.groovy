package dev.groovebox.shell.console

import dev.groovebox.registry.json.Json
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.event.OutputStreamName
import java.time.Duration
import spock.lang.Specification
import spock.lang.Timeout

/** How a build's steps are shown: on a terminal, in a file, to a program. */
class BuildProgressSpec extends Specification {
    def bytes = new ByteArrayOutputStream()
    def stream = new StandardOutput(bytes)
    def console = new Console(System.in, stream, stream, true, true, true)
    def live = new EventPrinter(console, false, true)
    def plain = new EventPrinter(console, false, false)

    static Event.StepStarted started(int number, String words, String stage = '') {
        new Event.StepStarted(number, 3, words, stage)
    }

    static Event.StepFinished finished(int number, boolean cached, long millis = 10) {
        new Event.StepFinished(number, 3, cached, Duration.ofMillis(millis))
    }

    static Event.StepOutput said(int number, String line) {
        new Event.StepOutput(number, OutputStreamName.STDOUT, line)
    }

    private List<String> screen(int width = 80) {
        Screen.of(bytes.toString('UTF-8'), width)
    }

    def "a step that is under way has a line at the end; its output stands above it, under its own line"() {
        when:
        live.accept(started(1, 'FROM base'))

        then:
        screen() == ['[1/3] FROM base']

        when:
        live.accept(finished(1, true))
        live.accept(started(2, 'RUN make'))
        live.accept(said(2, 'cc main.c'))
        live.accept(said(2, 'an \033[31mescape'))

        then:
        screen() == ['[1/3] FROM base  (cached)', '[2/3] RUN make', '  | cc main.c', '  | an \\x1b[31mescape', '[2/3] RUN make']

        when:
        live.accept(finished(2, false, 4200))
        live.accept(started(3, 'ENV A=1'))
        live.accept(finished(3, false))

        then:
        screen() == ['[1/3] FROM base  (cached)', '[2/3] RUN make', '  | cc main.c', '  | an \\x1b[31mescape', '  = 4.2s', '[3/3] ENV A=1']
    }

    def "of steps that run at the same time it is seen whose lines follow"() {
        when:
        live.accept(started(1, 'RUN a', 'one'))
        live.accept(started(2, 'RUN b', 'two'))
        live.accept(said(1, 'of a'))
        live.accept(said(2, 'of b'))
        live.accept(said(1, 'more of a'))
        live.accept(finished(1, false))
        live.accept(finished(2, false))

        then:
        screen() == ['[one 1/3] RUN a', '  | of a', '[two 2/3] RUN b', '  | of b', '[one 1/3] ...', '  | more of a']
    }

    def "a row is cut, not wrapped, so that it is drawn again in its place on a terminal of #width columns"() {
        when:
        live.accept(started(1, 'RUN ' + 'x' * 300))
        5.times { live.accept(said(1, "line $it")) }
        live.accept(finished(1, false))

        then:
        def lines = screen(width)
        lines.count { it.startsWith('[1/3] RUN') } == 1
        lines.findAll { it.startsWith('  | ') } == (0..4).collect { "  | line $it" as String }

        where:
        width << [30, 80, 200]
    }

    @Timeout(30)
    def "what lasts shows its time, and a warning takes the row away for no longer than itself"() {
        when:
        live.accept(started(1, 'RUN sleep'))
        live.accept(new Event.Warning('no step uses the build argument X'))

        then:
        screen() == ['groovebox: warning: no step uses the build argument X', '[1/3] RUN sleep']

        when:
        while (screen().last() == '[1/3] RUN sleep') {
            Thread.sleep(20)
        }

        then:
        screen().size() == 2
        screen()[0] == 'groovebox: warning: no step uses the build argument X'
        screen()[1] ==~ /\[1\/3] RUN sleep  \d+\.0s/

        cleanup:
        live.accept(finished(1, false))
    }

    def "why a step is run stands under it"() {
        when:
        live.accept(started(1, 'COPY a /'))
        live.accept(new Event.StepExplained(1, false, '/a changed'))
        live.accept(finished(1, false))
        live.accept(started(2, 'RUN b'))
        live.accept(new Event.StepExplained(2, true, 'nothing has changed'))
        live.accept(finished(2, true))

        then:
        screen() == ['[1/3] COPY a /', '  = not cached: /a changed', '[2/3] RUN b', '  = cached: nothing has changed']
    }

    def "while a person has a shell in a failed step, nothing is drawn"() {
        when:
        live.accept(started(1, 'RUN a'))
        live.accept(started(2, 'RUN b'))
        live.accept(new Event.ShellOpened(1, 7))
        def before = bytes.size()
        Thread.sleep(1300)

        then:
        bytes.size() == before
        screen() == ['[1/3] RUN a', '  = failed (exit code 7); a shell in its sandbox opens, and ends the build']

        when:
        live.accept(new Event.StepFailed(1, 3))
        live.accept(new Event.StepFailed(2, 3))

        then:
        screen() == ['[1/3] RUN a', '  = failed (exit code 7); a shell in its sandbox opens, and ends the build', '[2/3] RUN b  (failed)']
    }

    def "plain lines are the same without anything drawn again"() {
        when:
        plain.accept(started(1, 'FROM base'))
        plain.accept(finished(1, true))
        plain.accept(started(2, 'RUN make'))
        plain.accept(said(2, 'cc main.c'))
        plain.accept(finished(2, false, 4200))

        then:
        bytes.toString() == '[1/3] FROM base  (cached)\n[2/3] RUN make\n  | cc main.c\n  = 4.2s\n'
    }

    def "for programs each event is a JSON object on a line"() {
        given:
        def json = new JsonEvents(stream)

        when:
        json.accept(started(1, 'RUN "x"\n', 'one'))
        json.accept(new Event.StepExplained(1, false, 'the command changed'))
        json.accept(said(1, 'a \033 b'))
        json.accept(new Event.ShellOpened(1, 7))
        json.accept(finished(1, true, 1234))
        json.accept(new Event.StepFailed(2, 3))
        json.accept(new Event.Warning('careful'))
        json.accept(new Event.Progress('abc', 'Loading', 5, Optional.of(10L)))
        json.accept(new Event.Trace('GET /v2/'))

        then:
        def lines = bytes.toString('UTF-8').readLines()
        lines.collect { Json.readObject(it.getBytes('UTF-8')).requireText('event') }.size() == 8
        lines == [
                '{"event":"started","step":1,"total":3,"words":"RUN \\"x\\"\\n","stage":"one"}',
                '{"event":"explained","step":1,"cached":false,"reason":"the command changed"}',
                '{"event":"output","step":1,"stream":"stdout","line":"a \\u001B b"}',
                '{"event":"shell","step":1,"exitCode":7}',
                '{"event":"finished","step":1,"cached":true,"milliseconds":1234}',
                '{"event":"failed","step":2}',
                '{"event":"warning","message":"careful"}',
                '{"event":"progress","object":"abc","doing":"Loading","bytes":5,"total":10}']
    }
}
