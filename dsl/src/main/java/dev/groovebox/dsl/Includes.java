package dev.groovebox.dsl;

import java.nio.file.Path;
import java.util.List;

/** Reads a file of words, for {@code include}. */
@FunctionalInterface
public interface Includes {
    /** Where a file's words go. */
    interface Target {
        /** Before the first word. */
        void begin(IncludedScript script, String name);

        /** After the last: what is wrong with the file's words. */
        List<WordProblem> problems();
    }

    /**
     * Runs a file's words.
     *
     * @throws RuntimeException telling the file's own line, when a word is wrong
     */
    void run(Path file, Target target);
}
