package dev.groovebox.shell.grammar;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** What was given to a command. An option is asked for by any of its names. */
public final class Arguments {
    private final ParseResult result;

    Arguments(ParseResult result) {
        this.result = result;
    }

    public boolean flag(String name) {
        return result.hasMatchedOption(name);
    }

    public Optional<String> value(String name) {
        List<String> values = list(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** Every value, in order. */
    public List<String> list(String name) {
        return result.matchedOptionValue(name, List.of());
    }

    /** What follows the options. */
    public List<String> words() {
        return result.matchedPositionalValue(0, List.of());
    }

    /** @param label what they are, each in one word, for the error when there are more or fewer */
    public List<String> words(String label, int count) {
        if (words().size() != count) {
            throw new UsageException("takes " + label + ", not " + words().size() + " words");
        }
        return words();
    }

    /** @param label what they are, for the error when there is none */
    public List<String> atLeastOneWord(String label) {
        if (words().isEmpty()) {
            throw new UsageException("needs at least one " + label);
        }
        return words();
    }

    public void expectNoWords() {
        if (!words().isEmpty()) {
            throw new UsageException("takes no argument '" + words().get(0) + "'");
        }
    }
}
