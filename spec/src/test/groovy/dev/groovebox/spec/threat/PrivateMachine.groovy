package dev.groovebox.spec.threat

import dev.groovebox.spec.CommandResult
import dev.groovebox.spec.Groovebox
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.TimeUnit

/**
 * Runs the launcher on a machine that lacks something: a shell script prepares it, in a mount namespace that nobody
 * else sees and that goes with the script. In the script, $groovebox is the launcher with its engine root, $root.
 */
class PrivateMachine {
    private static final SECONDS = 240

    static CommandResult run(Path root, String script, List<String> wrapper = []) {
        long begin = System.nanoTime()
        def out = new StringBuilder(), err = new StringBuilder()
        def words = ['unshare', '-m', '--propagation', 'private', *wrapper, 'sh', '-c',
                     'groovebox="$0 --root $1"; root=$1; ' + script, Groovebox.launcher().toString(), root.toString()]
        def process = new ProcessBuilder(words).start()
        process.outputStream.close()
        def readers = [process.consumeProcessOutputStream(out), process.consumeProcessErrorStream(err)]
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach { it.destroyForcibly() }
            process.destroyForcibly()
            throw new AssertionError("still running: $script\n$out\n$err" as Object)
        }
        readers*.join(30_000) // what is left behind may hold them open
        new CommandResult(words, process.exitValue(), out.toString(), err.toString(), Duration.ofNanos(System.nanoTime() - begin))
    }
}
