package dev.groovebox.shell.option;

import dev.groovebox.sandbox.operation.ContainerStatus;
import dev.groovebox.sandbox.operation.ContainerSummary;
import dev.groovebox.shell.grammar.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Docker's {@code ps --filter}: of one key any value must fit, and of each key one. */
public final class ContainerFilters {
    private static final List<String> KEYS = List.of(
            "ancestor", "before", "exited", "health", "id", "label", "name", "network", "publish", "since", "status", "volume");

    private final Map<String, List<String>> wanted = new LinkedHashMap<>();

    private ContainerFilters() {}

    /** @param words KEY=VALUE each */
    public static ContainerFilters of(List<String> words) {
        ContainerFilters filters = new ContainerFilters();
        for (String word : words) {
            FilterWord filter = FilterWord.of(word, KEYS, "status=exited");
            filters.wanted.computeIfAbsent(filter.key(), any -> new ArrayList<>()).add(filter.value());
        }
        return filters;
    }

    /** Docker's rule: who asks for a state means those that do not run, too. */
    public boolean asksForState() {
        return wanted.containsKey("status") || wanted.containsKey("exited");
    }

    /** @param containers all there are, the newest first */
    public List<ContainerSummary> apply(List<ContainerSummary> containers) {
        List<Predicate<ContainerSummary>> predicates = new ArrayList<>();
        wanted.forEach((key, values) -> {
            List<Predicate<ContainerSummary>> any = values.stream().map(value -> predicate(key, value, containers)).toList();
            boolean all = key.equals("label");
            predicates.add(row -> all ? any.stream().allMatch(one -> one.test(row)) : any.stream().anyMatch(one -> one.test(row)));
        });
        return containers.stream().filter(row -> predicates.stream().allMatch(predicate -> predicate.test(row))).toList();
    }

    private static Predicate<ContainerSummary> predicate(String key, String value, List<ContainerSummary> all) {
        return switch (key) {
            case "ancestor" -> row -> isImage(row, value);
            case "before" -> age(all, value, true);
            case "since" -> age(all, value, false);
            case "exited" -> exited(value);
            case "health" -> row -> row.health().map(health -> health.word()).orElse("none").equals(value);
            case "id" -> row -> row.id().startsWith(value);
            case "label" -> row -> hasLabel(row, value);
            case "name" -> matching(value);
            case "network" -> row -> row.networks().contains(value);
            case "publish" -> row -> row.ports().stream().anyMatch(port ->
                    port.hostPort().isPresent() && Integer.toString(port.hostPort().getAsInt()).equals(value.split("/")[0]));
            case "status" -> status(value);
            default -> row -> row.mounts().stream().anyMatch(mount -> value.equals(mount.source()) || value.equals(mount.target()));
        };
    }

    private static boolean isImage(ContainerSummary row, String value) {
        String latest = value.contains(":") ? value : value + ":latest";
        return row.image().equals(value) || row.image().equals(latest) || (row.image() + ":latest").equals(value)
                || row.imageId().startsWith(value) || row.imageId().startsWith("sha256:" + value);
    }

    private static Predicate<ContainerSummary> age(List<ContainerSummary> all, String value, boolean before) {
        Optional<ContainerSummary> other =
                all.stream().filter(row -> row.name().equals(value) || row.id().startsWith(value)).findFirst();
        if (other.isEmpty()) {
            throw new UsageException("--filter " + (before ? "before" : "since") + ": no container '" + value + "'");
        }
        return row -> before
                ? row.created().isBefore(other.get().created())
                : row.created().isAfter(other.get().created());
    }

    private static Predicate<ContainerSummary> exited(String value) {
        try {
            int code = Integer.parseInt(value);
            return row -> row.status() == ContainerStatus.STOPPED && row.exitCode().isPresent() && row.exitCode().getAsInt() == code;
        } catch (NumberFormatException e) {
            throw new UsageException("--filter exited='" + value + "' is no exit code");
        }
    }

    private static boolean hasLabel(ContainerSummary row, String value) {
        int equals = value.indexOf('=');
        return equals < 0
                ? row.labels().containsKey(value)
                : value.substring(equals + 1).equals(row.labels().get(value.substring(0, equals)));
    }

    /** Docker's names are patterns, which need not fit the whole. */
    private static Predicate<ContainerSummary> matching(String value) {
        try {
            Pattern pattern = Pattern.compile(value);
            return row -> pattern.matcher(row.name()).find() || pattern.matcher("/" + row.name()).find();
        } catch (PatternSyntaxException e) {
            throw new UsageException("--filter name='" + value + "' is no pattern");
        }
    }

    private static Predicate<ContainerSummary> status(String value) {
        String name = value.equals("exited") ? "STOPPED" : value.toUpperCase(Locale.ROOT);
        for (ContainerStatus status : ContainerStatus.values()) {
            if (status.name().equals(name)) {
                return row -> row.status() == status;
            }
        }
        throw new UsageException("--filter status='" + value + "' is none of created, running, paused, restarting, exited");
    }
}
