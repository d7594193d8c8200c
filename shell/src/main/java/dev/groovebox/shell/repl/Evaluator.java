package dev.groovebox.shell.repl;

import dev.groovebox.dsl.script.ScriptException;
import dev.groovebox.dsl.script.ScriptSession;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.session.Session;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** Does what one input says, and shows what came of it. The same for a terminal and for a pipe. */
final class Evaluator {
    private final Session session;
    private final ScriptSession script;
    private final List<String> verbs;
    private final BiFunction<String, List<String>, Integer> commands;

    /** @param commands runs a verb with its arguments, and answers the exit code */
    Evaluator(Session session, List<String> verbs, BiFunction<String, List<String>, Integer> commands) {
        this.session = session;
        this.verbs = verbs;
        this.commands = commands;
        this.script = new ScriptSession(session.engine(), session.events());
    }

    Set<String> variables() {
        return script.variables().keySet();
    }

    InputLine read(String text) {
        return InputLine.of(text, verbs, variables());
    }

    /** Answers an exit code. */
    int evaluate(InputLine input) {
        if (input instanceof InputLine.Help help) {
            show(help.word().isEmpty() ? HelpTexts.overview(verbs) : HelpTexts.of(help.word()));
            return 0;
        }
        if (input instanceof InputLine.CommandLine line) {
            int code = commands.apply(line.verb(), line.arguments());
            if (code != 0) {
                session.console().err().println("exit " + code);
            }
            return code;
        }
        return input instanceof InputLine.Code code ? evaluate(code.text()) : 0;
    }

    private int evaluate(String code) {
        try {
            script.evaluate(code).ifPresent(value -> show(Values.lines(value)));
            return 0;
        } catch (ScriptException e) {
            return failed(e, e.exitCode());
        } catch (EngineException e) {
            return failed(e, e.failure().kind().exitCode());
        } catch (StackOverflowError e) {
            return failed(e, 1);
        } finally {
            System.out.flush();
        }
    }

    private int failed(Throwable failure, int code) {
        session.console().complain(failure.getMessage() == null ? failure.toString() : failure.getMessage());
        if (session.debug()) {
            failure.printStackTrace(session.console().err());
        }
        return code;
    }

    private void show(List<String> lines) {
        Console console = session.console();
        console.print(lines);
    }
}
