package dev.groovebox.sandbox.build.dockerfile;

import java.util.List;

/**
 * What follows an instruction's name and flags.
 *
 * @param text without blanks at its ends
 */
record Arguments(String text, List<Heredoc> heredocs) {
    boolean isEmpty() {
        return text.isEmpty();
    }
}
