package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.util.ArrayList;
import java.util.List;

/** What --chmod asks for: octal digits, or chmod(1)'s words such as {@code u=rwX,go=rX}. */
final class ModeChange {
    private static final int ALL_SPECIAL = 07000;

    private final String words;
    private final List<Clause> clauses;
    private final int octal;

    /** @param who a mask over 0777 */
    private record Clause(int who, char operator, String permissions) {}

    private ModeChange(String words, List<Clause> clauses, int octal) {
        this.words = words;
        this.clauses = clauses;
        this.octal = octal;
    }

    /** @param words empty: nothing is changed */
    static ModeChange of(String words) {
        if (words.isEmpty()) {
            return new ModeChange(words, List.of(), -1);
        }
        if (words.chars().allMatch(c -> c >= '0' && c <= '7') && words.length() <= 4) {
            return new ModeChange(words, List.of(), Integer.parseInt(words, 8));
        }
        List<Clause> clauses = new ArrayList<>();
        for (String clause : words.split(",", -1)) {
            clauses.add(clause(words, clause));
        }
        return new ModeChange(words, clauses, -1);
    }

    private static Clause clause(String words, String clause) {
        int at = 0;
        int who = 0;
        while (at < clause.length() && "ugoa".indexOf(clause.charAt(at)) >= 0) {
            who |= switch (clause.charAt(at)) {
                case 'u' -> 0700;
                case 'g' -> 0070;
                case 'o' -> 0007;
                default -> 0777;
            };
            at++;
        }
        String permissions = at < clause.length() ? clause.substring(at + 1) : "";
        boolean known = permissions.chars().allMatch(c -> "rwxXst".indexOf(c) >= 0);
        if (at == clause.length() || "+-=".indexOf(clause.charAt(at)) < 0 || !known) {
            throw new EngineException(FailureKind.INVALID, "cannot copy with mode", words,
                    "it is neither one to four octal digits nor words such as u=rwX,go=rX", "");
        }
        return new Clause(who == 0 ? 0777 : who, clause.charAt(at), permissions);
    }

    /** Of a folder that no source has: digits are for it too, words change what is there, and nothing is. */
    int ofNewFolder() {
        return octal >= 0 ? octal : UpperFolder.NEW_FOLDER;
    }

    int apply(int mode, boolean folder) {
        if (octal >= 0) {
            return octal;
        }
        int result = mode;
        for (Clause clause : clauses) {
            int bits = bits(clause, folder || (mode & 0111) != 0);
            result = switch (clause.operator()) {
                case '+' -> result | bits;
                case '-' -> result & ~bits;
                default -> (result & ~(clause.who() | (clause.who() == 0777 ? ALL_SPECIAL : 0))) | bits;
            };
        }
        return result;
    }

    private static int bits(Clause clause, boolean executable) {
        int bits = 0;
        for (char permission : clause.permissions().toCharArray()) {
            bits |= switch (permission) {
                case 'r' -> 0444 & clause.who();
                case 'w' -> 0222 & clause.who();
                case 'x' -> 0111 & clause.who();
                case 'X' -> executable ? 0111 & clause.who() : 0;
                case 's' -> ((clause.who() & 0700) != 0 ? 04000 : 0) | ((clause.who() & 0070) != 0 ? 02000 : 0);
                default -> 01000;
            };
        }
        return bits;
    }

    @Override
    public String toString() {
        return words;
    }
}
