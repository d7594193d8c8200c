package dev.groovebox.dsl;

import java.util.List;
import java.util.stream.Collectors;

/** Words that can't be understood: every problem found in one block. */
public final class WordException extends RuntimeException {
    private final transient List<WordProblem> problems;

    public WordException(List<WordProblem> problems) {
        super(problems.stream().map(WordProblem::message).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<WordProblem> problems() {
        return problems;
    }
}
