package dev.groovebox.sandbox.build.dockerfile;

import java.util.List;

/**
 * An instruction's text with its continuation lines joined.
 *
 * @param first the line of the file that it begins on, from 1
 * @param last the last one that is part of it, before its here-documents
 * @param gap a blank line stands between its continuation lines
 */
record LogicalLine(String text, int first, int last, boolean gap, List<Heredoc> heredocs) {
    LogicalLine {
        heredocs = List.copyOf(heredocs);
    }
}
