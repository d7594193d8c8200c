package dev.groovebox.shell.repl;

import java.util.ArrayList;
import java.util.List;

/** Splits a command's arguments as a POSIX shell does: by white space, quotes and backslashes, and nothing else. */
final class WordSplitter {
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private char quote;

    private WordSplitter() {}

    static List<String> split(String text) {
        WordSplitter splitter = new WordSplitter();
        for (int i = 0; i < text.length(); i++) {
            boolean escapes = text.charAt(i) == '\\' && splitter.quote != '\'' && i + 1 < text.length();
            if (escapes) {
                i++;
                splitter.add(text.charAt(i));
            } else {
                splitter.read(text.charAt(i));
            }
        }
        splitter.end();
        return splitter.words;
    }

    private void read(char c) {
        if (c == quote) {
            quote = 0;
        } else if (quote != 0) {
            add(c);
        } else if (c == '\'' || c == '"') {
            quote = c;
            inWord = true;
        } else if (Character.isWhitespace(c)) {
            end();
        } else {
            add(c);
        }
    }

    private void add(char c) {
        word.append(c);
        inWord = true;
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
    }
}
