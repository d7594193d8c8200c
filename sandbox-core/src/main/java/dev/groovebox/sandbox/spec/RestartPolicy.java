package dev.groovebox.sandbox.spec;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether a container is started again when it has ended by itself.
 *
 * @param mostRetries for ON_FAILURE; 0 means without end
 */
public record RestartPolicy(Kind kind, int mostRetries) {
    public static final RestartPolicy NO = new RestartPolicy(Kind.NO, 0);

    public enum Kind {
        NO,
        ON_FAILURE,
        ALWAYS,
        /** Like ALWAYS, but a container that was stopped stays so after a reboot. */
        UNLESS_STOPPED;

        /** Docker's word: "on-failure". */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Docker's form: no, always, unless-stopped, on-failure[:n]; empty when the text is none of them. */
    public static Optional<RestartPolicy> parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(word)) {
                return colon < 0
                        ? Optional.of(new RestartPolicy(kind, 0))
                        : kind == Kind.ON_FAILURE ? limited(text.substring(colon + 1)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<RestartPolicy> limited(String number) {
        try {
            int most = Integer.parseInt(number);
            return most < 0 ? Optional.empty() : Optional.of(new RestartPolicy(Kind.ON_FAILURE, most));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Docker's form again. */
    public String text() {
        return kind.word() + (mostRetries > 0 ? ":" + mostRetries : "");
    }
}
