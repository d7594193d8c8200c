package dev.groovebox.sandbox.spec;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the words of a build's steps can be, whoever writes them. */
public final class StepRules {
    private static final Pattern STAGE = Pattern.compile("[a-z][a-z0-9-_.]*");
    private static final Pattern PORT = Pattern.compile("(\\d{1,5})(-\\d{1,5})?(/(tcp|udp|sctp))?");
    private static final int LAST_PORT = 65535;

    private StepRules() {}

    public static boolean isStageName(String text) {
        return STAGE.matcher(text).matches();
    }

    /** 80, 53/udp or 8000-8010. */
    public static boolean isPort(String text) {
        Matcher matcher = PORT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return false;
        }
        int low = Integer.parseInt(matcher.group(1));
        int high = matcher.group(2) == null ? low : Integer.parseInt(matcher.group(2).substring(1));
        return low <= high && high <= LAST_PORT;
    }
}
