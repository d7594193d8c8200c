package dev.groovebox.sandbox.image.user;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** User and group ids as text: decimal digits only, so that no overflow and no other base can make a 0. */
final class Ids {
    /** As docker has it; the kernel would take all but 2^32-1. */
    private static final long MOST = Integer.MAX_VALUE;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private Ids() {}

    /** Absent when the text is no id. */
    static OptionalLong parse(String text) {
        if (!DIGITS.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        long id = Long.parseLong(text);
        return id > MOST ? OptionalLong.empty() : OptionalLong.of(id);
    }

    /** Whether whoever wrote it meant a number: such a word is never looked for as a name, nor is an empty one. */
    static boolean looksNumeric(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Also in a form that we don't take. */
    static boolean looksLikeNumber(String text) {
        return looksNumeric(text.strip())
                || "+-".indexOf(text.charAt(0)) >= 0
                || text.startsWith("0x")
                || text.startsWith("0X");
    }
}
