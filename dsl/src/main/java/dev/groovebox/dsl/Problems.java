package dev.groovebox.dsl;

import java.util.List;

/** Where a word's problem goes: a block gathers them, a verb of the script fails at once. */
@FunctionalInterface
interface Problems {
    Problems FAIL = (word, message) -> {
        throw new WordException(List.of(new WordProblem(word, message, new Throwable())));
    };

    void problem(String word, String message);
}
