package dev.groovebox.shell.repl;

import dev.groovebox.shell.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.Buffer;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/** The shell on a terminal. */
final class TerminalLoop {
    private static final String NAME = "groovebox";
    private static final int INDENT = 4;
    private static final String CLOSE_BLOCK = "close-block";

    private final Session session;
    private final Evaluator evaluator;
    private final Completions completions;

    TerminalLoop(Session session, Evaluator evaluator, Completions completions) {
        this.session = session;
        this.evaluator = evaluator;
        this.completions = completions;
    }

    void run() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().name(NAME).system(true).nativeSignals(true).build()) {
            Thread evaluating = Thread.currentThread();
            // While a line is read JLine answers Ctrl-C itself; here it is meant for the operation that runs.
            terminal.handle(Terminal.Signal.INT, signal -> evaluating.interrupt());
            warmUp();
            LineReader reader = reader(terminal);
            session.console().out().println("Groovebox. 'help' shows the words, Ctrl-D leaves.");
            boolean goesOn = true;
            while (goesOn) {
                goesOn = step(terminal, reader);
            }
        }
    }

    /** Loads Groovy's compiler while the user reads and types. */
    private static void warmUp() {
        Thread warmUp = new Thread(() -> Completeness.isIncomplete("container { }"), "warm-up");
        warmUp.setDaemon(true);
        warmUp.start();
    }

    private LineReader reader(Terminal terminal) {
        Path home = Path.of(System.getProperty("user.home"));
        LineReader reader = LineReaderBuilder.builder()
                .appName(NAME)
                .terminal(terminal)
                .parser(new InputParser(line -> evaluator.read(line) instanceof InputLine.Code))
                .completer((asking, line, candidates) -> complete(line, candidates))
                .variable(LineReader.HISTORY_FILE, HistoryFile.prepare(HistoryFile.of(System.getenv(), home)))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, styled("%P      ... "))
                .variable(LineReader.INDENTATION, INDENT)
                // "!" is Groovy's "not", and no event of the history.
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .build();
        reader.getWidgets().put(CLOSE_BLOCK, () -> closeBlock(reader.getBuffer()));
        reader.getKeyMaps().get(LineReader.MAIN).bind(new Reference(CLOSE_BLOCK), "}");
        return reader;
    }

    /** A brace that closes a block on a line of its own stands under the block's beginning. JLine's own eats any space. */
    private static boolean closeBlock(Buffer buffer) {
        String before = buffer.upToCursor();
        String line = before.substring(before.lastIndexOf('\n') + 1);
        if (line.isBlank()) {
            buffer.backspace(Math.min(INDENT, line.length()));
        }
        buffer.write('}');
        return true;
    }

    private void complete(ParsedLine line, List<Candidate> candidates) {
        String before = line.line().substring(0, line.cursor());
        for (String word : completions.at(before, line.word(), evaluator.variables())) {
            candidates.add(new Candidate(word));
        }
    }

    /** Answers whether the shell goes on. */
    private boolean step(Terminal terminal, LineReader reader) {
        try {
            String text = reader.readLine(styled(NAME + "> "));
            InputLine input = evaluator.read(text);
            if (input instanceof InputLine.Quit) {
                return false;
            }
            if (!text.isBlank()) {
                evaluate(terminal, input);
            }
            return true;
        } catch (UserInterruptException e) {
            // Ctrl-C gives up the line that was begun.
            return true;
        } catch (EndOfFileException e) {
            return false;
        }
    }

    /** JLine's reading threads stand still meanwhile: the keys belong to what runs. */
    private void evaluate(Terminal terminal, InputLine input) {
        try {
            terminal.pause(true);
            evaluator.evaluate(input);
        } catch (InterruptedException e) {
            // Ctrl-C before anything ran: the next prompt is the answer.
            Thread.interrupted();
        } finally {
            Thread.interrupted();
            terminal.resume();
        }
    }

    private static String styled(String prompt) {
        return new AttributedString(prompt, AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN)).toAnsi();
    }
}
