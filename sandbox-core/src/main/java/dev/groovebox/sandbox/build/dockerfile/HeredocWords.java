package dev.groovebox.sandbox.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the here-documents that a line announces, as a shell would: not within quotes. */
final class HeredocWords {
    private static final Pattern BEGINNING = Pattern.compile("\\d*<<(-?)\\s*([^<]*)", Pattern.DOTALL);

    private HeredocWords() {}

    static List<Heredoc> of(String line) {
        List<Heredoc> found = new ArrayList<>();
        for (String word : words(line)) {
            of(word, word).ifPresent(found::add);
        }
        return found;
    }

    /** The here-document that a single word announces, if it does. */
    static Optional<Heredoc> ofWord(String word) {
        return of(word, word);
    }

    private static Optional<Heredoc> of(String word, String shown) {
        Matcher matcher = BEGINNING.matcher(word);
        if (!matcher.matches() || matcher.group(2).isBlank()) {
            return Optional.empty();
        }
        return name(matcher.group(2).stripTrailing(), shown)
                .map(name -> new Heredoc(name.text(), !name.quoted(), !matcher.group(1).isEmpty(), ""));
    }

    private record Name(String text, boolean quoted) {}

    /** Absent when it is more than one word. */
    private static Optional<Name> name(String word, String shown) {
        StringBuilder name = new StringBuilder();
        boolean quoted = false;
        char quote = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    name.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                quoted = true;
            } else if (c == '\\' && i + 1 < word.length()) {
                name.append(word.charAt(++i));
            } else if (Character.isWhitespace(c)) {
                return Optional.empty();
            } else {
                name.append(c);
            }
        }
        if (quote != 0) {
            throw new InstructionException(shown, "the name of a here-document has a quote that is not closed");
        }
        return Optional.of(new Name(name.toString(), quoted));
    }

    /** Words with their quotes; blanks after {@code <<} don't end one. None when a quote is not closed. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
                word.append(c);
                if (c == '\\' && quote == '"' && i + 1 < line.length()) {
                    word.append(line.charAt(++i));
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                word.append(c);
            } else if (c == '\\' && i + 1 < line.length()) {
                word.append(c).append(line.charAt(++i));
            } else if (!Character.isWhitespace(c) || isBeginning(word)) {
                word.append(c);
            } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return quote == 0 ? words : List.of();
    }

    private static boolean isBeginning(StringBuilder word) {
        String text = word.toString().stripTrailing();
        return text.endsWith("<<") || text.endsWith("<<-");
    }
}
