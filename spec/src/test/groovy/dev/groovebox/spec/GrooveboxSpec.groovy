package dev.groovebox.spec

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import spock.lang.AutoCleanup
import spock.lang.Specification

/** The driver of the other specs, tried on a launcher of a few lines. */
class GrooveboxSpec extends Specification {
    @AutoCleanup
    def groovebox = new Groovebox()

    def 'it tells the streams apart, and how the command ended'() {
        when:
        def result = groovebox.run(launcher: script('echo "out $3"; echo "err $4" >&2; exit 7'), 'one', 'two words')

        then:
        result.out == 'out one\n'
        result.err == 'err two words\n'
        result.exitCode == 7
        result.command.drop(1) == ['--root', groovebox.root.toString(), 'one', 'two words']
    }

    def 'it gives the command its input, environment and folder'() {
        given:
        def here = Files.createDirectory(groovebox.work.resolve('here'))
        def launcher = script('cat; echo "$COLOUR"; echo "${HOME-none}"; pwd')

        expect:
        groovebox.run(launcher: launcher, stdin: 'given\n', env: [COLOUR: 'red', HOME: null], folder: here).lines ==
                ['given', 'red', 'none', here.toString()]
    }

    def 'a command that takes no input does not mind what it is given'() {
        when:
        def result = groovebox.run(launcher: script('exec 0<&-; sleep 0.2'), stdin: 'x' * 1_000_000)

        then:
        result.exitCode == 0
    }

    def 'a command that writes much is read to the end'() {
        when:
        int length = groovebox.run(launcher: script('head -c 3000000 /dev/zero | tr "\\0" x')).out.length()

        then:
        length == 3_000_000
    }

    def 'a command that does not end is killed with its children, and that is a failure'() {
        given:
        def before = MachineSnapshot.take(engineRoot: groovebox.root)

        when:
        groovebox.run(launcher: script('echo begun; sleep 60 & wait'), timeout: Duration.ofSeconds(2), 'slow')

        then:
        def failure = thrown(AssertionError)
        failure.message.contains('slow')
        failure.message.contains('begun')
        before.differences() == []
    }

    private Path script(String body) {
        def file = Files.writeString(groovebox.work.resolve('launcher'), "#!/bin/sh\n$body\n")
        Files.setAttribute(file, 'unix:mode', 0755)
        file
    }
}
