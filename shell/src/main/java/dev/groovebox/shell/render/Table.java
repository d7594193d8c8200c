package dev.groovebox.shell.render;

import dev.groovebox.sandbox.failure.TerminalText;
import java.util.ArrayList;
import java.util.List;

/** Lays cells out in columns as docker does: at least ten wide, three spaces apart, nothing after the last. */
public final class Table {
    private static final int LEAST_WIDTH = 10;
    private static final int GAP = 3;

    private Table() {}

    public static List<String> lines(List<String> headings, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(headings);
        for (List<String> row : rows) {
            // A newline in a name would break the table on a terminal and in a file alike.
            all.add(row.stream().map(TerminalText::escapedLine).toList());
        }
        int[] widths = new int[headings.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Math.max(LEAST_WIDTH, width(row.get(i)) + GAP));
            }
        }
        return all.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        int last = row.size() - 1;
        for (int i = 0; i < last; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - width(row.get(i))));
        }
        return line.append(row.get(last)).toString().stripTrailing();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
