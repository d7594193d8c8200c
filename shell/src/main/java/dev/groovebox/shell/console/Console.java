package dev.groovebox.shell.console;

import dev.groovebox.sandbox.failure.TerminalText;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The three streams of a command, and which of them are a terminal. {@code out} carries the payload alone;
 * progress, warnings and errors go to {@code err}.
 */
public record Console(
        InputStream in,
        StandardOutput out,
        PrintStream err,
        boolean inIsTerminal,
        boolean outIsTerminal,
        boolean errIsTerminal) {

    /** The process's own streams. The launcher has asked isatty(3), and says for which of 0, 1 and 2 it is true. */
    public static Console ofProcess() {
        String terminals = System.getProperty("groovebox.terminal", "");
        return new Console(
                new FileInputStream(FileDescriptor.in),
                new StandardOutput(new FileOutputStream(FileDescriptor.out)),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                terminals.contains("0"),
                terminals.contains("1"),
                terminals.contains("2"));
    }

    /**
     * Text made of names, labels or a program's words, on its way to {@code out}.
     *
     * @throws OutputException when it, or something before it, could not be written
     */
    public void print(String text) {
        out.println(outIsTerminal ? TerminalText.escaped(text) : text);
        out.requireWritten();
    }

    /** The lines of a list that may be long, by one write. */
    public void print(List<String> lines) {
        if (!lines.isEmpty()) {
            print(String.join("\n", lines));
        }
    }

    /** Whether {@code out} leads to another process. */
    public boolean outIsPipe() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false; // it is closed
        }
    }

    /** One line for people: a warning or an error. */
    public void complain(String line) {
        err.println("groovebox: " + TerminalText.escaped(line));
    }
}
