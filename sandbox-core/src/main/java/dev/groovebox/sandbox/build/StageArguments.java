package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.spec.BuildOptions;
import dev.groovebox.sandbox.spec.BuildStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What variables mean in a stage: ENV before ARG (Dockerfile reference, "Using ARG variables"). */
final class StageArguments {
    private final GlobalArguments globals;
    private final BuildOptions options;

    StageArguments(GlobalArguments globals, BuildOptions options) {
        this.globals = globals;
        this.options = options;
    }

    /** Those that the step declares, as far as anything gives them a value. */
    Map<String, String> declared(BuildStep.Arg step, BuildState state) {
        Map<String, String> values = new LinkedHashMap<>();
        step.values().forEach((name, fallback) -> Optional.ofNullable(options.arguments().get(name))
                .or(() -> fallback.map(text -> new StepExpansion(wanted ->
                        Optional.ofNullable(values.get(wanted)).or(() -> value(state, wanted))).text(text)))
                .or(() -> globals.value(name))
                .ifPresent(value -> values.put(name, value)));
        return values;
    }

    Optional<String> value(BuildState state, String name) {
        String prefix = name + "=";
        return state.execution().environment().stream()
                .filter(pair -> pair.startsWith(prefix))
                .map(pair -> pair.substring(prefix.length()))
                .findFirst()
                .or(() -> Optional.ofNullable(state.arguments().get(name)));
    }

    /** The environment of RUN, of which all but the proxies count for its result. */
    List<String> environment(BuildState state) {
        Map<String, String> byName = new LinkedHashMap<>();
        state.arguments().forEach((name, value) -> byName.put(name, name + "=" + value));
        for (String pair : state.execution().environment()) {
            byName.put(Executions.nameOf(pair), pair);
        }
        return List.copyOf(byName.values());
    }

    List<String> proxies(BuildState state) {
        List<String> pairs = new ArrayList<>();
        options.arguments().forEach((name, value) -> {
            if (GlobalArguments.PROXIES.contains(name) && value(state, name).isEmpty()) {
                pairs.add(name + "=" + value);
            }
        });
        return pairs;
    }
}
