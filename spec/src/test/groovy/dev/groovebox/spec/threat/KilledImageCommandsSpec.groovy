package dev.groovebox.spec.threat

import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.StoreFinding
import dev.groovebox.sandbox.operation.SystemOperation
import dev.groovebox.sandbox.storage.EnginePaths
import dev.groovebox.spec.CommandResult
import dev.groovebox.spec.Groovebox
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files

/**
 * A kill at any moment of a command that changes images leaves the old state or the new, and nothing that the next
 * command does not sweep. {@code -Dkills=20} kills more often.
 */
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'the engine needs root')
class KilledImageCommandsSpec extends Specification {
    static final int KILLS = Integer.getInteger('kills', 2)

    @Shared
    @AutoCleanup
    Groovebox groovebox = new Groovebox()
    @Shared
    EnginePaths paths = EnginePaths.of(groovebox.root, groovebox.root.resolve('run'))

    int looks

    def setupSpec() {
        assert groovebox.run('run', '--name', 'box', 'host/base', 'sh', '-c', 'head -c 3000000 /dev/urandom > /big').exitCode == 0
        assert groovebox.run('commit', 'box', 'made:1').exitCode == 0
        assert groovebox.run('save', '-o', groovebox.work.resolve('saved.tar').toString(), 'made:1').exitCode == 0
        assert groovebox.run('export', '-o', groovebox.work.resolve('root.tar').toString(), 'box').exitCode == 0
        assert groovebox.run('rmi', 'made:1').exitCode == 0
    }

    def "#command is killed at random moments: the old state or the new, and the next command finds the store clean"() {
        given:
        before.each { succeed(it) }
        def whole = succeed(command)
        after.each { succeed(it) }
        def random = new Random(command.hashCode())

        when: 'the first third is the start of the JVM'
        (1..KILLS).each {
            before.each { succeed(it) }
            killAndLook(command, name, (whole.duration.toMillis() * (0.3 + 0.7 * random.nextDouble())) as long)
        }

        then: 'what was done whole was there, or gone; what a kill made of it was looked at each time'
        looks == KILLS

        where:
        command                        | name     | before                        | after
        'load -i WORK/saved.tar'       | 'made:1' | []                            | ['rmi made:1']
        'import WORK/root.tar made:1'  | 'made:1' | []                            | ['rmi made:1']
        'commit box made:1'            | 'made:1' | []                            | ['rmi made:1']
        'rmi made:1'                   | 'made:1' | ['load -i WORK/saved.tar']    | []
    }

    def "two processes that load the same image at once both succeed, and it is there once"() {
        when:
        def processes = (1..2).collect { groovebox.start('load', '-q', '-i', groovebox.work.resolve('saved.tar').toString()) }

        then:
        processes*.waitFor() == [0, 0]
        withEngine { Engine engine ->
            assert check(engine) == []
            assert engine.perform(new ImageOperation.ListImages(), EventSink.none())*.names().flatten().count('made:1') == 1
        }
        groovebox.run('run', '--rm', 'made:1', 'sh', '-c', 'wc -c < /big').out.trim() == '3000000'

        cleanup:
        groovebox.run('rmi', 'made:1')
    }

    private CommandResult succeed(String command) {
        def result = groovebox.run(*words(command))
        assert result.exitCode == 0: result
        result
    }

    private List<String> words(String command) {
        command.split(' ').collect { it.replace('WORK', groovebox.work.toString()) }
    }

    private void killAndLook(String command, String name, long moment) {
        def process = groovebox.start(*words(command))
        Thread.sleep(moment)
        process.destroyForcibly().waitFor()
        withEngine { Engine engine ->
            assert check(engine) == []: "after a kill at $moment ms of $command"
            def named = engine.perform(new ImageOperation.ListImages(), EventSink.none())*.names().flatten()
            assert named - ['host/base:latest', name] == []
            if (name in named) {
                engine.perform(new ImageOperation.RemoveImage(name, false), EventSink.none())
            }
            assert Files.list(paths.temporary()).withCloseable { it.toList() } == []
        }
        looks++
    }

    private void withEngine(Closure<?> use) {
        LocalEngine.open(paths).withCloseable { use.call(it) }
    }

    private static List<StoreFinding> check(Engine engine) {
        engine.perform(new SystemOperation.CheckStore(false), EventSink.none())
    }
}
