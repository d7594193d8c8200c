package dev.groovebox.sandbox.build.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A shell's pattern as {@code ${NAME#pattern}} has it: {@code *} and {@code ?}, a backslash escapes; no brackets. */
final class WildcardPattern {
    private final Pattern shortest;
    private final Pattern longest;

    private WildcardPattern(String shortest, String longest) {
        this.shortest = Pattern.compile(shortest, Pattern.UNIX_LINES);
        this.longest = Pattern.compile(longest, Pattern.UNIX_LINES);
    }

    static WildcardPattern of(String pattern) {
        return new WildcardPattern(regex(pattern, ".*?"), regex(pattern, ".*"));
    }

    private static String regex(String pattern, String star) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                regex.append(star);
            } else if (c == '?') {
                regex.append('.');
            } else if (c == '\\') {
                i++;
                regex.append(Pattern.quote(escaped(pattern, i)));
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }

    private static String escaped(String pattern, int at) {
        if (at >= pattern.length() || "*?\\}/".indexOf(pattern.charAt(at)) < 0) {
            throw new TextException("the pattern '" + pattern + "' holds a backslash before nothing that needs one");
        }
        return String.valueOf(pattern.charAt(at));
    }

    String withoutBeginning(String value, boolean asMuch) {
        Matcher matcher = (asMuch ? longest : shortest).matcher(value);
        return matcher.lookingAt() ? value.substring(matcher.end()) : value;
    }

    /** The last place, or the first, from which the pattern matches all the rest. */
    String withoutEnd(String value, boolean asMuch) {
        Matcher matcher = longest.matcher(value);
        for (int i = 0; i <= value.length(); i++) {
            int from = asMuch ? i : value.length() - i;
            if (matcher.region(from, value.length()).matches()) {
                return value.substring(0, from);
            }
        }
        return value;
    }

    String replaced(String value, String replacement, boolean all) {
        Matcher matcher = longest.matcher(value);
        String literal = Matcher.quoteReplacement(replacement);
        return all ? matcher.replaceAll(literal) : matcher.replaceFirst(literal);
    }
}
