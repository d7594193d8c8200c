package dev.groovebox.sandbox.container

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

/** A process that is known by its number and the moment it began. */
@Timeout(30)
class ContainerProcessSpec extends Specification {
    @AutoCleanup('destroyForcibly')
    Process parent = new ProcessBuilder('sh', '-c', 'sleep 60 & echo $!; exec sleep 60').start()
    int child = parent.inputReader().readLine().toInteger()

    def cleanup() {
        ProcessHandle.of(child).ifPresent { it.destroyForcibly() }
    }

    def 'a running process is not ending, and one that has ended is, even before its parent waits for it'() {
        given:
        def process = new ContainerProcess(child, startOf(child), 'boot')

        expect:
        !process.isEnding()

        when: 'it is a zombie: its parent is a program that does not wait, which a shell may'
        eventually { nameOf(parent.pid()) == 'sleep' }
        ProcessHandle.of(child).get().destroyForcibly()
        eventually { fields(child)[0] == 'Z' }

        then:
        process.isEnding()
        process.lives('boot')
    }

    def 'another process that has the number by now means that the one meant has ended'() {
        expect:
        new ContainerProcess(child, startOf(child) - 1, 'boot').isEnding()
    }

    /** Until the spec's time is over. */
    private static void eventually(Closure<Boolean> condition) {
        while (!condition()) {
            TimeUnit.MILLISECONDS.sleep(5)
        }
    }

    private static String nameOf(long process) {
        Files.readString(Path.of("/proc/$process/comm")).trim()
    }

    private static long startOf(int process) {
        fields(process)[22 - 3].toLong()
    }

    private static List<String> fields(int process) {
        def line = Files.readString(Path.of("/proc/$process/stat"))
        line.substring(line.lastIndexOf(')') + 2).split(' ').toList()
    }
}
