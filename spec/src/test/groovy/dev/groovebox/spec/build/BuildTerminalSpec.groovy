package dev.groovebox.spec.build

import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.storage.EnginePaths
import dev.groovebox.spec.Groovebox
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/** Builds on a real terminal: a pseudo-terminal, and somebody who types. */
@Requires(
        value = { System.getProperty('user.name') == 'root' && Files.exists(BusyboxImage.PROGRAM) && Files.isExecutable(Path.of('/usr/bin/python3')) },
        reason = 'needs root, a static busybox, and python3 for the pseudo-terminal')
class BuildTerminalSpec extends Specification {
    /** Types each answer when its words have come; prints what was shown, and ends as the command did. */
    private static final String TYPIST = '''
import fcntl, os, pty, select, struct, sys, termios, time
count = int(sys.argv[1])
steps = [(sys.argv[2 + 2 * i], sys.argv[3 + 2 * i]) for i in range(count)]
command = sys.argv[2 + 2 * count:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    os.environ["TERM"] = "xterm"
    os.execv(command[0], command)
shown, seen, end = b"", 0, time.time() + 150
while True:
    # What is waited for may have come in one piece with what is waited for next.
    while steps and shown.find(steps[0][0].encode(), seen) >= 0:
        seen = shown.find(steps[0][0].encode(), seen) + len(steps[0][0])
        os.write(terminal, steps.pop(0)[1].encode())
    if not select.select([terminal], [], [], max(0, end - time.time()))[0]:
        os.kill(pid, 9)
        shown += b"[it waits for ever]"
        break
    try:
        got = os.read(terminal, 65536)
    except OSError:
        got = b""
    if not got:
        break
    shown += got
sys.stdout.buffer.write(shown)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
'''

    @Shared
    @AutoCleanup
    Groovebox groovebox = new Groovebox()

    def setupSpec() {
        BusyboxImage.addTo(EnginePaths.of(groovebox.root, groovebox.work.resolve('run')))
    }

    /** @param steps words to wait for, each with what is typed then */
    private Map type(List<List<String>> steps, String... arguments) {
        def command = ['python3', '-c', TYPIST, steps.size() as String, *steps.flatten(),
                       Groovebox.launcher().toString(), '--root', groovebox.root.toString(), *arguments]*.toString()
        def process = new ProcessBuilder(command).directory(groovebox.work.toFile()).redirectErrorStream(true).start()
        def shown = process.inputStream.getText('UTF-8')
        [shown: shown, code: process.waitFor()]
    }

    def "steps are drawn in their place, and --shell-on-failure opens a shell where the step failed"() {
        given:
        Files.writeString(groovebox.work.resolve('Dockerfile'), 'FROM busybox\nRUN echo made > /made; sleep 2.5; exit 7\n')

        when:
        def build = type([['/ # ', 'echo "[$(cat /made)]"; exit\r']], 'build', '--network', 'none', '--shell-on-failure', '.')

        then:
        build.shown.contains('[1/2] FROM busybox  (cached)')
        build.shown =~ /\033\[1A\r\033\[J\033\[\?7l\[2\/2] RUN echo made > \/made; sleep 2\.5; exit 7  [12]\.0s/
        build.shown.contains('[made]\r\n')
        build.shown =~ /groovebox: Dockerfile:2: cannot build image .*failed \(exit code 7\)/
        build.code == 1
    }

    def "at the prompt a shell opens by itself, and the prompt is back behind it"() {
        when:
        def repl = type([
                ['groovebox>', "image('x') { from 'busybox'; run 'echo made > /made; exit 7', network: none }\r"],
                ['/ # ', 'echo "[$(cat /made)]"; exit\r'],
                ['groovebox>', "println('after ' + 6 * 7)\r"],
                ['after 42', ''],
                ['groovebox>', '\u0004']])

        then:
        repl.shown.contains('[made]\r\n')
        repl.shown.contains('failed (exit code 7)')
        repl.code == 0
    }
}
