package dev.groovebox.sandbox.build;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the last lines that a step printed; the two streams may add at once. */
final class LastLines {
    private static final int MOST = 20;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        if (lines.size() == MOST) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    synchronized List<String> toList() {
        return List.copyOf(lines);
    }
}
