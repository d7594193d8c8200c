package dev.groovebox.shell.option;

import dev.groovebox.sandbox.operation.FoundImage;
import dev.groovebox.shell.grammar.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Docker's {@code search --filter}, over what the index has answered: all of them must fit. */
public final class SearchFilters {
    public static final String HELP = "Only those: is-official=true, stars=3 (at least)";
    private static final List<String> KEYS = List.of("is-automated", "is-official", "stars");

    private final List<Predicate<FoundImage>> wanted = new ArrayList<>();

    private SearchFilters() {}

    /** @param words KEY=VALUE each */
    public static SearchFilters of(List<String> words) {
        SearchFilters filters = new SearchFilters();
        for (String word : words) {
            FilterWord filter = FilterWord.of(word, KEYS, "stars=3");
            filters.wanted.add(predicate(filter.key(), filter.value()));
        }
        return filters;
    }

    public List<FoundImage> apply(List<FoundImage> found) {
        return found.stream().filter(image -> wanted.stream().allMatch(predicate -> predicate.test(image))).toList();
    }

    private static Predicate<FoundImage> predicate(String key, String value) {
        if (key.equals("stars")) {
            long least = stars(value);
            return image -> image.stars() >= least;
        }
        boolean yes = truth(key, value);
        // Docker knows the word still, but its index calls nothing automated any more.
        return key.equals("is-official") ? image -> image.official() == yes : image -> !yes;
    }

    private static long stars(String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw new UsageException("--filter stars='" + value + "' is no number");
        }
        return Long.parseLong(value);
    }

    private static boolean truth(String key, String value) {
        return switch (value) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new UsageException("--filter " + key + "='" + value + "' is neither true nor false");
        };
    }
}
