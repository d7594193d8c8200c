package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.failure.NearestWord;
import java.util.Collection;

/** What is wrong with one instruction. The reader gives it its place. */
final class InstructionException extends RuntimeException {
    private final String word;

    /** @param word what the caret points at; empty for the instruction as a whole */
    InstructionException(String word, String message) {
        super(message, null, false, false);
        this.word = word;
    }

    static InstructionException unknown(String kind, String word, Collection<String> known) {
        String hint = NearestWord.hint(word, known);
        boolean few = hint.isEmpty() && !known.isEmpty() && known.size() < 8;
        return new InstructionException(word, "unknown " + kind + " '" + word + "'"
                + (few ? "; there are " + String.join(", ", known) : hint));
    }

    String word() {
        return word;
    }
}
