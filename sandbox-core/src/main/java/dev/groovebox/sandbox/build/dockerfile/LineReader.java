package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.build.text.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Joins a file's lines to instructions: takes comments out, and the content of here-documents in. */
final class LineReader {
    private static final Pattern LINE = Pattern.compile("(?<=\n)");

    /** Each with its end. */
    private final String[] lines;
    private final Directives directives = new Directives();
    private int next;

    LineReader(String text) {
        String content = text.startsWith("\ufeff") ? text.substring(1) : text;
        lines = content.isEmpty() ? new String[0] : LINE.split(content);
    }

    Directives directives() {
        return directives;
    }

    /** How many lines have been read. */
    int line() {
        return next;
    }

    /**
     * The next instruction; absent at the end.
     *
     * @throws InstructionException when a directive is wrong
     */
    Optional<LogicalLine> instruction() {
        while (next < lines.length) {
            String line = withoutEnd(lines[next++]).stripLeading();
            directives.offer(line);
            if (!line.isEmpty() && !line.startsWith("#")) {
                LogicalLine joined = joined(line);
                if (!joined.text().isBlank()) {
                    return Optional.of(joined);
                }
            }
        }
        return Optional.empty();
    }

    private LogicalLine joined(String begin) {
        int first = next;
        int last = next;
        boolean gap = false;
        Optional<String> continued = continued(begin);
        StringBuilder text = new StringBuilder(continued.orElse(begin));
        while (continued.isPresent() && next < lines.length) {
            String line = withoutEnd(lines[next++]);
            String stripped = line.stripLeading();
            if (stripped.isEmpty()) {
                gap = true;
            } else if (!stripped.startsWith("#")) {
                last = next;
                continued = continued(line);
                text.append(continued.orElse(line));
            }
        }
        return new LogicalLine(text.toString(), first, last, gap, List.of());
    }

    /** The line without the escape character at its end; absent when there is none, or an escaped one. */
    private Optional<String> continued(String line) {
        char escape = directives.words().escape();
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
            end--;
        }
        boolean ends = end > 0 && line.charAt(end - 1) == escape && (end == 1 || line.charAt(end - 2) != escape);
        return ends ? Optional.of(line.substring(0, end - 1)) : Optional.empty();
    }

    /**
     * Reads the content of the here-documents that an instruction announces.
     *
     * @throws InstructionException when the file ends before one of them
     */
    LogicalLine withHeredocs(LogicalLine instruction) {
        List<Heredoc> read = new ArrayList<>();
        for (Heredoc heredoc : HeredocWords.of(instruction.text())) {
            read.add(content(heredoc));
        }
        return new LogicalLine(instruction.text(), instruction.first(), instruction.last(), instruction.gap(), read);
    }

    private Heredoc content(Heredoc heredoc) {
        StringBuilder content = new StringBuilder();
        while (next < lines.length) {
            String line = lines[next++];
            if (heredoc.endsAt(line)) {
                return heredoc.with(content.toString());
            }
            content.append(line);
        }
        throw new InstructionException("<<", "the here-document '" + heredoc.name()
                + "' is not closed: no line is '" + heredoc.name() + "' alone");
    }

    Syntax words() {
        return directives.words();
    }

    private static String withoutEnd(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
            end--;
        }
        return line.substring(0, end);
    }
}
