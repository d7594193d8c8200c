package dev.groovebox.shell.command;

import dev.groovebox.dsl.script.ScriptRunner;
import dev.groovebox.dsl.script.ScriptSource;
import dev.groovebox.sandbox.engine.Engine;
import dev.groovebox.shell.session.Session;
import java.util.List;

/** Runs a script so that a signal stops it: its thread is interrupted, and the engine ends what it had started. */
final class Scripts {
    private Scripts() {}

    static int run(ScriptSource source, List<String> arguments, Session session) {
        return run(source, arguments, session, session.engine());
    }

    static int run(ScriptSource source, List<String> arguments, Session session, Engine engine) {
        try (ForwardedSignals ignored = ForwardedSignals.from(Thread.currentThread())) {
            return new ScriptRunner(session.paths(), engine, session.events()).run(source, arguments).exitCode();
        } finally {
            System.out.flush();
        }
    }
}
