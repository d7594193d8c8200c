package dev.groovebox.shell.console;

import dev.groovebox.sandbox.failure.TerminalText;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The three streams of a command, and which of them are a terminal. {@code out} carries the payload alone;
 * progress, warnings and errors go to {@code err}.
 */
public record Console(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean inIsTerminal,
        boolean outIsTerminal,
        boolean errIsTerminal) {

    /** The process's own streams. The launcher has asked isatty(3), and says for which of 0, 1 and 2 it is true. */
    public static Console ofProcess() {
        String terminals = System.getProperty("groovebox.terminal", "");
        return new Console(
                new FileInputStream(FileDescriptor.in),
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                terminals.contains("0"),
                terminals.contains("1"),
                terminals.contains("2"));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Text made of names, labels or a program's words, on its way to {@code out}. */
    public void print(String text) {
        out.println(outIsTerminal ? TerminalText.escaped(text) : text);
    }

    /** One line for people: a warning or an error. */
    public void complain(String line) {
        err.println("groovebox: " + TerminalText.escaped(line));
    }
}
