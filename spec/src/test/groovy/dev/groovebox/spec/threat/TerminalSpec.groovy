package dev.groovebox.spec.threat

import dev.groovebox.spec.CommandResult
import spock.lang.Requires
import spock.lang.Unroll

/** Whoever can type into a terminal runs commands as its user (CVE-2016-2568): a program never has the caller's. */
@Requires(value = { new File('/usr/bin/script').exists() }, reason = 'needs script(1) for a terminal to attack')
class TerminalSpec extends ThreatSpecification {
    static final TYPED = 'touch-owned'
    static final PLACES = '/dev/tty /dev/console /dev/pts/0 /proc/1/fd/0 /proc/1/fd/1 /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2'

    @Unroll('what a program types #how does not reach the caller')
    def 'typing'() {
        when: 'what was typed in vain would be read by whoever reads the terminal next'
        def result = inTerminal("\$groovebox run --rm $options busybox intruder type $TYPED $PLACES")

        then:
        result.out.contains('/proc/self/fd/2 ') // the last that it tries
        result.out.contains('AFTER')
        !result.out.substring(result.out.indexOf('AFTER')).contains(TYPED)

        where:
        how                           | options
        'with a terminal of its own'  | '-it'
        'with a terminal but no input' | '-t'
        'with input alone'            | '-i'
        'with nothing'                | ''
        'without the filter'          | '--security-opt seccomp=unconfined'
        'with administrative rights'  | '-it --cap-add SYS_ADMIN --cap-add SYS_TTY_CONFIG --security-opt seccomp=unconfined'
    }

    @Requires(value = { new File('/proc/sys/dev/tty/legacy_tiocsti').with { !it.exists() || it.text.trim() == '1' } },
            reason = 'a kernel that lets nobody type')
    def 'outside of a container it does'() {
        expect:
        inTerminal("$Intruder.PROGRAM type $TYPED /dev/tty", 5).out.with { it.substring(it.indexOf('AFTER')).contains(TYPED) }
    }

    def 'a program without a terminal has none at all, in a session of its own'() {
        expect:
        inTerminal('$groovebox run --rm -i busybox sh -c "test -t 0 || test -t 1 || test -t 2 || (exec 3</dev/tty) || echo none"').out.contains('none')
        run(['sh', '-c', 'cut -d" " -f4-8 /proc/1/stat; (exec 3</dev/tty)']).with { [out(), err().contains('No such device')] } == ['0 1 1 0 -1\n', true]
    }

    /**
     * Runs a command in a terminal of which it is not the last reader. That one takes what is there without waiting
     * for the end of a line, and stays in the foreground group: another one would be stopped for reading.
     */
    private CommandResult inTerminal(String command, int seconds = 1) {
        PrivateMachine.run(paths.root(), "export groovebox; exec script -qec '$command; echo AFTER; stty -icanon; timeout --foreground $seconds cat' /dev/null")
    }
}
