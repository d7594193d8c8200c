package dev.groovebox.sandbox.linux.seccomp

import dev.groovebox.sandbox.ScratchFolder
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** src/test/c/syscall-prober.c: asks the kernel, call by call, what a filter lets through. */
class SyscallProber implements AutoCloseable {
    private final ScratchFolder scratch = new ScratchFolder()
    final Path program = scratch.path.resolve('prober')

    SyscallProber() {
        run(scratch.path, ['cc', '-O', '-static', '-Wall', '-Werror', '-o', 'prober', source().toAbsolutePath().toString()])
    }

    private static Path source() {
        def here = Path.of('src/test/c/syscall-prober.c')
        Files.exists(here) ? here : Path.of('sandbox-core').resolve(here)
    }

    Path filterFile(byte[] filter) {
        Files.write(scratch.path.resolve('filter'), filter)
    }

    /** What each call ("NUMBER" of a "FIRST-LAST", or "NUMBER=ARG0") gets: EPERM, ENOSYS, an errno, "done" or "signal N". */
    Map<String, String> probe(byte[] filter, String callInterface, String... calls) {
        parse(run(scratch.path, ['./prober', filterFile(filter).toString(), callInterface, *calls]))
    }

    static Map<String, String> parse(String output) {
        output.readLines().collectEntries { line -> line.split(' ', 2).toList() }
    }

    static String run(Path folder, List<String> command) {
        def process = start(folder, command)
        def output = process.inputStream.text
        assert process.waitFor(60, TimeUnit.SECONDS)
        assert process.exitValue() == 0, "${command.join(' ')}: $output"
        output
    }

    static Process start(Path folder, List<String> command) {
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start()
    }

    @Override
    void close() {
        scratch.close()
    }
}
