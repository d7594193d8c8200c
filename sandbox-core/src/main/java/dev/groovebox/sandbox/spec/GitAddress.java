package dev.groovebox.sandbox.spec;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A git repository as the context of a build: {@code ADDRESS[#REF[:FOLDER]]}, as docker has it.
 *
 * @param ref a branch, tag or commit; absent: what the repository's HEAD is
 * @param folder in it; empty: all of it
 */
public record GitAddress(String repository, Optional<String> ref, String folder) {
    private static final Pattern REPOSITORY = Pattern.compile(
            "(?:git|ssh|file)://[^#]+|https?://[^#]+\\.git|git@[^#:]+:[^#]+|github\\.com/[^#]+");
    /** Neither an option of git's nor a refspec, which would say what is written here. */
    private static final Pattern REF = Pattern.compile("[A-Za-z0-9_.@/][A-Za-z0-9_.@/+-]*");

    /**
     * Absent when it is no such address.
     *
     * @throws SpecException when what is behind its '#' can't be meant
     */
    public static Optional<GitAddress> of(String text) {
        int hash = text.indexOf('#');
        Matcher repository = REPOSITORY.matcher(hash < 0 ? text : text.substring(0, hash));
        if (!repository.matches()) {
            return Optional.empty();
        }
        String address = repository.group().startsWith("github.com/") ? "https://" + repository.group() : repository.group();
        String fragment = hash < 0 ? "" : text.substring(hash + 1);
        int colon = fragment.indexOf(':');
        String ref = colon < 0 ? fragment : fragment.substring(0, colon);
        if (!ref.isEmpty() && !REF.matcher(ref).matches()) {
            throw new SpecException("invalid context", text, List.of("'" + ref + "' is no branch, tag or commit"));
        }
        return Optional.of(new GitAddress(
                address, Optional.of(ref).filter(name -> !name.isEmpty()), colon < 0 ? "" : fragment.substring(colon + 1)));
    }
}
