package dev.groovebox.shell.command;

import dev.groovebox.shell.session.Session;
import java.util.List;

/** What a pruning took away, as docker prints it. */
final class Deleted {
    private Deleted() {}

    static void print(String kind, List<String> lines, Session session) {
        if (!lines.isEmpty()) {
            session.console().print("Deleted " + kind + ":");
            lines.forEach(session.console()::print);
            session.console().print("");
        }
    }
}
