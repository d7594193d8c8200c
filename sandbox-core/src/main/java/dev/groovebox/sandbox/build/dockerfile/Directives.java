package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.build.text.Syntax;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The directives in the comments at the very beginning of a file: {@code # escape=`}, {@code # syntax=}, {@code # check=}. */
final class Directives {
    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*");

    private final Map<String, String> values = new LinkedHashMap<>();
    private boolean over;

    /** Takes the next line; the first that is none ends the directives. */
    void offer(String line) {
        if (over) {
            return;
        }
        Matcher matcher = DIRECTIVE.matcher(line);
        String name = matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
        switch (name) {
            case "escape", "syntax", "check" -> take(name, matcher.group(2));
            default -> over = true;
        }
    }

    private void take(String name, String value) {
        if (values.putIfAbsent(name, value) != null) {
            throw new InstructionException(name, "the directive '" + name + "' stands here a second time");
        }
        if (name.equals("escape") && !value.equals("\\") && !value.equals("`")) {
            throw new InstructionException(value, "the escape character can be \\ or `, not '" + value + "'");
        }
    }

    Syntax words() {
        return "`".equals(values.get("escape")) ? Syntax.BACKTICK : Syntax.DOCKERFILE;
    }

    /** The frontend that is to read the file, when it isn't Docker's own, whose work is done here. */
    Optional<String> foreignSyntax() {
        return Optional.ofNullable(values.get("syntax"))
                .filter(image -> !image.matches("(docker\\.io/)?docker(/|io/)dockerfile(-upstream)?([:@].*)?"));
    }
}
