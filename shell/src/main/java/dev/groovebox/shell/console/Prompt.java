package dev.groovebox.shell.console;

import dev.groovebox.shell.grammar.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Asks a person for a line. */
public final class Prompt {
    private static final int MOST_BYTES = 1 << 16;

    private final Console console;

    public Prompt(Console console) {
        this.console = console;
    }

    public boolean isPossible() {
        return console.inIsTerminal() && console.errIsTerminal();
    }

    public String ask(String question) {
        console.err().print(question);
        console.err().flush();
        return line();
    }

    /** What is typed is not shown. */
    public String askSecret(String question) {
        java.io.Console terminal = System.console();
        char[] typed = terminal == null ? null : terminal.readPassword("%s", question);
        if (typed == null) {
            throw new UsageException("a password can't be asked for here; give it by --password-stdin");
        }
        return new String(typed);
    }

    /** All of the input but the end of its last line, as docker's --password-stdin has it. */
    public String secretFromInput() {
        try {
            byte[] bytes = console.in().readNBytes(MOST_BYTES);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.endsWith("\r\n") ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the password", e);
        }
    }

    private String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int c = console.in().read(); c >= 0 && c != '\n'; c = console.in().read()) {
                line.write(c);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the answer", e);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }
}
