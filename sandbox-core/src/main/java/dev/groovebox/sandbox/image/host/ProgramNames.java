package dev.groovebox.sandbox.image.host;

import dev.groovebox.sandbox.spec.SpecException;
import java.util.List;
import java.util.regex.Pattern;

/** What a command or package can be called. Names reach paths of this machine, so nothing else gets any further. */
final class ProgramNames {
    private static final Pattern NAME = Pattern.compile("[\\p{Alnum}_\\[][\\p{Alnum}_\\[+.:@-]{0,127}");

    private ProgramNames() {}

    /** @throws SpecException naming all that can't be meant */
    static void check(List<String> names) {
        List<String> wrong = names.stream().filter(name -> !NAME.matcher(name).matches()).toList();
        if (!wrong.isEmpty()) {
            throw new SpecException("cannot take programs from this machine", "", wrong.stream()
                    .map(name -> "'" + printable(name) + "' is no name of a command or package")
                    .toList());
        }
    }

    private static String printable(String name) {
        StringBuilder safe = new StringBuilder();
        name.codePoints().limit(128).forEach(c -> {
            if (c < ' ' || c > '~') {
                safe.append(String.format("\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
