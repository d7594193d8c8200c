package dev.groovebox.shell.command;

import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

final class VersionCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("version", "", "Show the version of Groovebox");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        session.console().print("groovebox " + version() + " (Java " + System.getProperty("java.version") + ")");
        return 0;
    }

    /** Maven writes the project's version into the file. */
    static String version() {
        try (InputStream file = VersionCommand.class.getResourceAsStream("/dev/groovebox/shell/version")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean usesEngine() {
        return false;
    }
}
