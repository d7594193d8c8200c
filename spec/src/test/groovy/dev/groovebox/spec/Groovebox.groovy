package dev.groovebox.spec

import dev.groovebox.sandbox.ScratchFolder
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.TimeUnit

/** The launcher as people use it: a real process, with an engine root of its own that goes when this is closed. */
class Groovebox implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(180)

    private final ScratchFolder scratch = new ScratchFolder()
    /** Where this engine keeps its images and containers. */
    final Path root = Files.createDirectory(scratch.path.resolve('root'))
    /** For the files of a spec. */
    final Path work = Files.createDirectory(scratch.path.resolve('work'))

    /** The file {@code groovebox} of the checkout: of the property groovebox.launcher, or in a folder around this one. */
    static Path launcher() {
        def given = System.getProperty('groovebox.launcher')
        if (given) {
            return Path.of(given).toAbsolutePath()
        }
        for (def folder = Path.of('').toAbsolutePath(); folder != null; folder = folder.parent) {
            if (Files.isRegularFile(folder.resolve('groovebox')) && Files.exists(folder.resolve('pom.xml'))) {
                return folder.resolve('groovebox')
            }
        }
        throw new IllegalStateException("there is no file 'groovebox' in ${Path.of('').toAbsolutePath()} or around it")
    }

    CommandResult run(String... arguments) {
        run([:], arguments)
    }

    /**
     * Runs a command to its end.
     *
     * @param how stdin: text (none by default); env: added to this process's, a null removes; folder: to run in;
     *     timeout: after which the command is killed and the spec fails; launcher: another path to it
     */
    CommandResult run(Map<String, ?> how, String... arguments) {
        long begin = System.nanoTime()
        def words = command(how, arguments.toList())
        def process = start(how, arguments)
        def out = collect(process.inputStream)
        def err = collect(process.errorStream)
        feed(process, how.stdin as String)
        def patience = how.timeout as Duration ?: PATIENCE
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach { it.destroyForcibly() }
            process.destroyForcibly().waitFor()
            throw new AssertionError("still running after $patience: ${words.join(' ')}\n${out.text()}\n${err.text()}" as Object)
        }
        new CommandResult(words, process.exitValue(), out.text(), err.text(), Duration.ofNanos(System.nanoTime() - begin))
    }

    /** Starts a command and leaves its streams to the caller, who has to see it end. */
    Process start(Map<String, ?> how = [:], String... arguments) {
        // What a shell without job control runs in its background ignores SIGINT (POSIX), and so does all that it starts: the specs, too.
        def builder = new ProcessBuilder(['env', '--default-signal=INT', *command(how, arguments.toList())])
        builder.directory((how.folder as Path ?: work).toFile())
        (how.env as Map<String, String> ?: [:]).each { name, value ->
            value == null ? builder.environment().remove(name) : builder.environment().put(name, value)
        }
        builder.start()
    }

    @Override
    void close() {
        scratch.close()
    }

    private List<String> command(Map<String, ?> how, List<String> arguments) {
        [(how.launcher ?: launcher()).toString(), '--root', root.toString(), *arguments]
    }

    private static void feed(Process process, String stdin) {
        try {
            process.outputStream.withCloseable { it << (stdin ?: '') }
        } catch (IOException ended) {
            // A command need not read all its input; how it ended is in its result.
            assert ended.message =~ /Broken pipe|Stream closed/
        }
    }

    /** Read by a thread of its own, for a command blocks when nobody takes what it writes. */
    private static Collected collect(InputStream stream) {
        def collected = new Collected(stream)
        collected.reader.start()
        collected
    }

    private static class Collected {
        private final StringBuffer text = new StringBuffer()
        final Thread reader

        Collected(InputStream stream) {
            reader = new Thread({ stream.withReader('UTF-8') { source -> drain(source) } })
            reader.daemon = true
        }

        private void drain(Reader source) {
            char[] part = new char[8192]
            try {
                for (int length = source.read(part); length >= 0; length = source.read(part)) {
                    text.append(part, 0, length)
                }
            } catch (IOException closed) {
                // The process was killed: what it had written by then is what counts.
                assert closed.message =~ /Stream closed/
            }
        }

        /** A process left behind may hold the stream open: that isn't waited for. */
        String text() {
            reader.join(2_000)
            text.toString()
        }
    }
}
