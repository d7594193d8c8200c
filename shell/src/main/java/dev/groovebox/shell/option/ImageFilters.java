package dev.groovebox.shell.option;

import dev.groovebox.sandbox.build.pattern.GoPattern;
import dev.groovebox.sandbox.build.pattern.PatternException;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.render.ImageListing.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Docker's {@code images --filter}: of one key any value must fit (of labels all), and of each key one. */
public final class ImageFilters {
    private static final List<String> KEYS = List.of("before", "dangling", "label", "reference", "since", "until");

    private final Map<String, List<String>> wanted = new LinkedHashMap<>();
    private final Function<ImageSummary, Map<String, String>> labels;

    /** @param labels of an image; asked only when a filter is about them, since they are in its configuration alone */
    public ImageFilters(Function<ImageSummary, Map<String, String>> labels) {
        this.labels = labels;
    }

    /** @param word KEY=VALUE */
    public void add(String word) {
        FilterWord filter = FilterWord.of(word, KEYS, "dangling=true");
        wanted.computeIfAbsent(filter.key(), any -> new ArrayList<>()).add(filter.value());
    }

    /** @param rows all there are */
    public List<Row> apply(List<Row> rows) {
        List<Predicate<Row>> predicates = new ArrayList<>();
        wanted.forEach((key, values) -> {
            List<Predicate<Row>> any = values.stream().map(value -> predicate(key, value, rows)).toList();
            predicates.add(row -> key.equals("label")
                    ? any.stream().allMatch(one -> one.test(row))
                    : any.stream().anyMatch(one -> one.test(row)));
        });
        return rows.stream().filter(row -> predicates.stream().allMatch(predicate -> predicate.test(row))).toList();
    }

    private Predicate<Row> predicate(String key, String value, List<Row> rows) {
        return switch (key) {
            case "before" -> {
                Instant other = created(key, value, rows);
                yield row -> row.image().created().isBefore(other);
            }
            case "since" -> {
                Instant other = created(key, value, rows);
                yield row -> row.image().created().isAfter(other);
            }
            case "until" -> {
                Instant moment = PointInTime.parse("--filter until", value, Instant.now());
                yield row -> row.image().created().isBefore(moment);
            }
            case "dangling" -> dangling(value);
            case "label" -> row -> hasLabel(row, value);
            default -> reference(value);
        };
    }

    private static Instant created(String key, String value, List<Row> rows) {
        return rows.stream()
                .filter(row -> isNamed(row, value) || isId(row, value))
                .map(row -> row.image().created())
                .findFirst()
                .orElseThrow(() -> new UsageException("--filter " + key + ": no image '" + value + "'"));
    }

    private static boolean isNamed(Row row, String name) {
        String whole = row.repository() + ":" + row.tag();
        return whole.equals(name) || whole.equals(name + ":latest");
    }

    private static boolean isId(Row row, String start) {
        return row.image().id().startsWith(start) || row.image().id().startsWith("sha256:" + start);
    }

    private static Predicate<Row> dangling(String value) {
        return switch (value) {
            case "true", "1" -> row -> row.image().names().isEmpty();
            case "false", "0" -> row -> !row.image().names().isEmpty();
            default -> throw new UsageException("--filter dangling='" + value + "' is neither true nor false");
        };
    }

    private boolean hasLabel(Row row, String value) {
        int equals = value.indexOf('=');
        Map<String, String> present = labels.apply(row.image());
        return equals < 0
                ? present.containsKey(value)
                : value.substring(equals + 1).equals(present.get(value.substring(0, equals)));
    }

    /** A pattern fits the repository or the repository with its tag (docker's FamiliarMatch). */
    private static Predicate<Row> reference(String value) {
        try {
            GoPattern pattern = GoPattern.of(value);
            return row -> pattern.matches(row.repository()) || pattern.matches(row.repository() + ":" + row.tag());
        } catch (PatternException e) {
            throw new UsageException("--filter reference='" + value + "' is no pattern: " + e.getMessage());
        }
    }
}
