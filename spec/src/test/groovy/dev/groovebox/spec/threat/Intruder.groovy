package dev.groovebox.spec.threat

import java.nio.file.Files
import java.nio.file.Path

/** src/test/c/intruder.c, compiled once in a JVM: a program that tries to leave its container. */
class Intruder {
    static final Path PROGRAM = compile()

    private static Path compile() {
        def program = Files.createDirectories(Path.of('target')).resolve('intruder').toAbsolutePath()
        def source = Path.of('src/test/c/intruder.c').toAbsolutePath()
        def compiler = new ProcessBuilder('cc', '-std=gnu11', '-D_GNU_SOURCE', '-O1', '-static', '-Wall', '-Wextra', '-Werror',
                '-o', program.toString(), source.toString()).redirectErrorStream(true).start()
        def said = compiler.inputStream.text
        assert compiler.waitFor() == 0: said
        program
    }

    /** The results of its tries, by name. */
    static Map<String, String> results(String output) {
        output.readLines().collectEntries { line -> line.split(' ', 2).toList() }
    }
}
