package dev.groovebox.sandbox.spec;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device as the Container Device Interface names it: vendor.com/class=name.
 *
 * @param kind vendor and class
 */
public record CdiName(String kind, String name) {
    private static final String VENDOR = "[A-Za-z](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
    private static final String CLASS = "[A-Za-z](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
    private static final String NAME = "[A-Za-z0-9](?:[A-Za-z0-9._:-]*[A-Za-z0-9])?";
    private static final Pattern KIND = Pattern.compile(VENDOR + "/" + CLASS);
    private static final Pattern WHOLE = Pattern.compile("(" + KIND + ")=(" + NAME + ")");

    public static Optional<CdiName> parse(String text) {
        Matcher matcher = WHOLE.matcher(text);
        return matcher.matches() ? Optional.of(new CdiName(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    public static boolean isKind(String text) {
        return KIND.matcher(text).matches();
    }

    public static boolean isName(String text) {
        return text.matches(NAME);
    }

    @Override
    public String toString() {
        return kind + "=" + name;
    }
}
