package dev.groovebox.sandbox.image.host;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The first line of a script.
 *
 * @param interpreter as written: the kernel wants a path
 * @param argument the rest of the line, one argument to the kernel
 */
record Shebang(String interpreter, String argument) {
    /** As many bytes as the kernel reads of it (BINPRM_BUF_SIZE). */
    static final int MOST_BYTES = 256;

    /** @param head the file's first bytes */
    static Optional<Shebang> of(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("#!")) {
            return Optional.empty();
        }
        String line = text.substring(2).split("\n", 2)[0].strip();
        String[] words = line.split("[ \t]+", 2);
        return words[0].startsWith("/")
                ? Optional.of(new Shebang(words[0], words.length == 2 ? words[1] : ""))
                : Optional.empty();
    }

    /** The command that {@code env} is asked to look for, as in {@code #!/usr/bin/env -S python3 -u}. */
    Optional<String> commandOfEnv() {
        return interpreter.endsWith("/env")
                ? Stream.of(argument.split("[ \t]+"))
                        .filter(word -> !word.isEmpty() && !word.startsWith("-") && !word.contains("="))
                        .findFirst()
                : Optional.empty();
    }
}
