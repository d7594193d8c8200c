package dev.groovebox.shell.repl;

import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The interactive shell: on a terminal with editing, history and completion; from a pipe, line by line. */
public final class Repl {
    private final Session session;
    private final List<String> verbs;
    private final Function<String, Grammar> grammars;
    private final Evaluator evaluator;

    /**
     * @param verbs commands that can be given as on the command line
     * @param commands runs one
     */
    public Repl(
            Session session,
            List<String> verbs,
            Function<String, Grammar> grammars,
            BiFunction<String, List<String>, Integer> commands) {
        this.session = session;
        this.verbs = verbs;
        this.grammars = grammars;
        this.evaluator = new Evaluator(session, verbs, commands);
    }

    /** Answers the exit code: of the last input from a pipe, 0 from a terminal. */
    public int run() throws IOException {
        if (session.console().inIsTerminal() && session.console().outIsTerminal()) {
            Completions completions = new Completions(new EngineNames(session), verbs, grammars);
            new TerminalLoop(session, evaluator, completions).run();
            return 0;
        }
        return runLines();
    }

    private int runLines() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(session.console().in(), StandardCharsets.UTF_8));
        int code = 0;
        String pending = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String text = pending + line;
            InputLine input = evaluator.read(text);
            boolean goesOn = input instanceof InputLine.Code && Completeness.isIncomplete(text);
            pending = goesOn ? text + "\n" : "";
            if (input instanceof InputLine.Quit) {
                return code;
            }
            if (!goesOn && !text.isBlank()) {
                code = evaluator.evaluate(input);
            }
        }
        return pending.isEmpty() ? code : evaluator.evaluate(evaluator.read(pending));
    }
}
