package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.ImageConfig.Execution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the steps that change no file do to an image's way of running. Pure. */
final class Executions {
    private Executions() {}

    /** As docker's builder does: a base that says nothing of PATH gets the usual one. */
    static Execution withDefaultPath(Execution execution) {
        return execution.environment().stream().anyMatch(pair -> pair.startsWith("PATH="))
                ? execution
                : withEnvironment(execution, List.of(ImageResolver.DEFAULT_PATH));
    }

    static Execution withEnvironment(Execution execution, Map<String, String> values) {
        return withEnvironment(
                execution, values.entrySet().stream().map(pair -> pair.getKey() + "=" + pair.getValue()).toList());
    }

    /** A name that is there keeps its place. */
    private static Execution withEnvironment(Execution execution, List<String> pairs) {
        Map<String, String> byName = new LinkedHashMap<>();
        execution.environment().forEach(pair -> byName.put(nameOf(pair), pair));
        pairs.forEach(pair -> byName.put(nameOf(pair), pair));
        return execution.withEnvironment(new ArrayList<>(byName.values()));
    }

    static String nameOf(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0 ? pair : pair.substring(0, equals);
    }

    static Execution withLabels(Execution execution, Map<String, String> labels) {
        Map<String, String> all = new LinkedHashMap<>(execution.labels());
        all.putAll(labels);
        return execution.withLabels(all);
    }

    /** What runs the shell form. */
    static List<String> shell(Execution execution) {
        return execution.shell().isEmpty() ? List.of("/bin/sh", "-c") : execution.shell();
    }
}
