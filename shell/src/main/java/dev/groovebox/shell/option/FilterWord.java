package dev.groovebox.shell.option;

import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.shell.grammar.UsageException;
import java.util.List;

/** What one {@code --filter KEY=VALUE} says. */
record FilterWord(String key, String value) {
    /**
     * @param keys that there are
     * @param example for whoever has written none of them
     */
    static FilterWord of(String text, List<String> keys, String example) {
        int equals = text.indexOf('=');
        String key = equals < 0 ? text : text.substring(0, equals);
        if (equals < 0 || !keys.contains(key)) {
            throw new UsageException("--filter '" + text + "' is no filter such as " + example
                    + NearestWord.hint(key, keys) + "; there are " + String.join(", ", keys));
        }
        return new FilterWord(key, text.substring(equals + 1));
    }
}
