package dev.groovebox.spec

import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/** Output that can't be written: a full disk is told and ends with an error, a reader who has enough ends what writes. */
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'sandboxes need root')
class StandardOutputSpec extends Specification {
    static final FULL = 'groovebox: cannot write standard output: No space left on device\n'
    static final SIGPIPE = 141

    @Shared
    @AutoCleanup
    Groovebox groovebox = new Groovebox()

    def setupSpec() {
        assert groovebox.run('run', '-d', '--name', 'talker', '--network', 'none', 'host/base', 'sh', '-c', 'while :; do echo word; sleep 0.05; done').exitCode == 0
        assert groovebox.run('run', '--name', 'quiet', '--network', 'none', 'host/base', 'true').exitCode == 0
    }

    def cleanupSpec() {
        groovebox.run('rm', '-f', 'talker', 'quiet')
    }

    def "on a full disk '#words' ends with #code and says why"() {
        when:
        def result = shell("$words >/dev/full")

        then:
        [result.exitCode, result.err] == [code, FULL]

        where:
        words                                              | code
        'images'                                           | 1
        '--help'                                           | 1
        "-e 'println 1'"                                   | 1
        'run --rm --network none host/base echo hi'        | 125
        'exec talker echo hi'                              | 125
        'logs talker'                                      | 1
        'save host/base'                                   | 1
        'export quiet'                                     | 1
        'cp quiet:/etc -'                                  | 1
        'inspect quiet'                                    | 1
    }

    def "a container whose output could not be written has ended all the same, and is kept"() {
        when:
        shell("run --name lost --network none host/base echo hi >/dev/full")

        then:
        groovebox.run('ps', '-a', '--filter', 'name=lost', '--format', '{{.Status}}').out =~ /^Exited \(0\)/
        groovebox.run('logs', 'lost').out == 'hi\n'

        cleanup:
        groovebox.run('rm', 'lost')
    }

    def "when the reader has enough, '#words' ends with 141 and without a word"() {
        when:
        def result = shell("$words | head -n 1 >/dev/null; exit \${PIPESTATUS[0]}")

        then:
        result.exitCode == SIGPIPE
        !result.err.contains('groovebox')

        where:
        words << ['run --rm --network none host/base yes', 'exec talker yes', 'logs -f talker', 'attach talker', 'stats',
                  'save host/base', "-e '100000.times { println it }'"]
    }

    def "a program that is deaf to SIGPIPE goes on to its own end, and the code is the same"() {
        when:
        def result = shell("run --rm --network none host/base sh -c 'trap \"\" PIPE; for i in 1 2 3 4 5; do echo \$i; sleep 0.4; done; exit 4' 2>/dev/null | head -n 1; exit \${PIPESTATUS[0]}")

        then:
        [result.out, result.exitCode] == ['1\n', SIGPIPE]
    }

    /** A line of bash that begins with words for groovebox. */
    private CommandResult shell(String line) {
        def script = groovebox.work.resolve('line').toFile()
        script.text = "#!/bin/bash\n'${Groovebox.launcher()}' --root '${groovebox.root}' $line\n"
        script.executable = true
        groovebox.run(launcher: script)
    }
}
