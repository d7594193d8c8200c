package dev.groovebox.spec.threat

import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.operation.ArchiveInput
import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.SystemOperation
import dev.groovebox.sandbox.storage.EnginePaths
import dev.groovebox.spec.CommandResult
import dev.groovebox.spec.Groovebox
import groovy.transform.Immutable
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/**
 * The disk is full, or fails, at one call of a command that changes images: strace has the kernel answer so. The command
 * ends with one line, and the store is what it was or what it should have become. {@code -Dfaults=100} tries every point.
 */
@Requires(
        value = { System.getProperty('user.name') == 'root' && System.getProperty('os.arch') == 'amd64' && Files.isExecutable(Path.of('/usr/bin/strace')) },
        reason = 'needs root and strace, and the calls are those of amd64')
class FailingDiskSpec extends Specification {
    static final int POINTS = Integer.getInteger('faults', 7)
    static final DEADLINE_SECONDS = 120
    /** What is tried: of each the first that concerns the engine's files, one in the middle, and the last. */
    static final ERRORS = [write: 'ENOSPC', rename: 'EIO', fsync: 'EIO', syncfs: 'EIO', mkdir: 'ENOSPC', mkdirat: 'ENOSPC', linkat: 'ENOSPC', unlink: 'EIO']

    @Shared
    @AutoCleanup
    Groovebox groovebox = new Groovebox()
    @Shared
    EnginePaths paths = EnginePaths.of(groovebox.root, groovebox.root.resolve('run'))

    @Immutable
    static class Fault {
        String call
        int number
    }

    def setupSpec() {
        succeed('run', '--name', 'box', 'host/base', 'sh', '-c', 'head -c 300000 /dev/urandom > /big; ln /big /same; mkdir /d; echo x > /d/f')
        succeed('commit', 'box', 'made:1')
        succeed('save', '-o', groovebox.work.resolve('saved.tar').toString(), 'made:1')
        succeed('export', '-o', groovebox.work.resolve('root.tar').toString(), 'box')
        succeed('rmi', 'made:1')
    }

    def "#command fails at a call to the disk with one line, and leaves the old state or the new"() {
        given:
        bring(isThere)
        def faults = spread(faultsOf(command))

        expect:
        faults*.call.toSet().size() > 2
        faults.every { fault ->
            bring(isThere)
            def injected = strace(command, ['-e', "trace=${fault.call}", '-e', "inject=${fault.call}:error=${ERRORS[fault.call]}:when=${fault.number}"])
            judge(injected, fault, isThere)
        }

        where:
        command                          | isThere
        'load -q -i WORK/saved.tar'      | false
        'import -q WORK/root.tar made:1' | false
        'commit box made:1'              | false
        'rmi made:1'                     | true
    }

    private boolean judge(CommandResult result, Fault fault, boolean wasThere) {
        def said = "$fault\n$result"
        def hits = Files.readAllLines(log).findAll { it.contains('(INJECTED)') }
        if (hits && hits.every { it.contains(paths.root().toString()) }) {
            def complaints = result.err.readLines()
            assert result.exitCode == 0 || complaints.size() == 1 && complaints[0].startsWith('groovebox: cannot '): said
        }
        withEngine { Engine engine ->
            def names = engine.perform(new ImageOperation.ListImages(), EventSink.none())*.names().flatten()
            assert names - ['host/base:latest', 'made:1'] == []: said
            assert result.exitCode != 0 || ('made:1' in names) != wasThere: said
            assert engine.perform(new SystemOperation.CheckStore(false), EventSink.none()) == []: said
        }
        assert Files.list(paths.temporary()).withCloseable { it.toList() } == []: said
        true
    }

    /** Of each call those numbers at which every thread that comes so far works on the engine's files: each thread is counted for itself. */
    private List<Fault> faultsOf(String command) {
        def result = strace(command, ['-e', "trace=${ERRORS.keySet().join(',')}"])
        assert result.exitCode == 0: result
        def ours = [:].withDefault { [:].withDefault { [] } }
        def counts = [:].withDefault { 0 }
        Files.readAllLines(log).each { line ->
            def call = line =~ /^(\d+) +(\w+)\(/
            if (call.find()) {
                ours[call.group(2)][++counts[[call.group(1), call.group(2)]]] << line.contains(paths.root().toString())
            }
        }
        ours.collectMany { call, numbers ->
            def all = numbers.findAll { it.value.every() }.keySet().sort()
            all.empty ? [] : [all[0], all[all.size().intdiv(2)], all[-1]].unique().collect { new Fault(call, it) }
        }
    }

    private static List<Fault> spread(List<Fault> all) {
        def count = Math.min(POINTS, all.size())
        (0..<count).collect { all[(it * all.size()).intdiv(count)] }
    }

    private Path getLog() {
        groovebox.work.resolve('calls')
    }

    private CommandResult strace(String command, List<String> what) {
        def words = ['strace', '-f', '--seccomp-bpf', '-y', '-qq', '-o', log.toString(), *what, Groovebox.launcher().toString(),
                     '--root', groovebox.root.toString(), *command.split(' ').collect { it.replace('WORK', groovebox.work.toString()) }]
        def out = groovebox.work.resolve('out')
        def err = groovebox.work.resolve('err')
        def process = new ProcessBuilder(words*.toString()).redirectOutput(out.toFile()).redirectError(err.toFile()).start()
        def begin = System.nanoTime()
        assert process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS): "still running: ${words.join(' ')}"
        new CommandResult(words, process.exitValue(), Files.readString(out), Files.readString(err), java.time.Duration.ofNanos(System.nanoTime() - begin))
    }

    /** Puts the image there, or away. */
    private void bring(boolean there) {
        withEngine { Engine engine ->
            def isThere = engine.perform(new ImageOperation.ListImages(), EventSink.none()).any { 'made:1' in it.names() }
            if (isThere != there) {
                engine.perform(there
                        ? new ArchiveOperation.LoadImages(ArchiveInput.of(groovebox.work.resolve('saved.tar')), ArchiveOperation.MOST_LAYER_BYTES)
                        : new ImageOperation.RemoveImage('made:1', false), EventSink.none())
            }
        }
    }

    private CommandResult succeed(String... words) {
        def result = groovebox.run(words)
        assert result.exitCode == 0: result
        result
    }

    private void withEngine(Closure<?> use) {
        LocalEngine.open(paths).withCloseable { use.call(it) }
    }
}
