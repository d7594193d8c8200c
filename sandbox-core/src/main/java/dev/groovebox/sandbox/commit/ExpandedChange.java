package dev.groovebox.sandbox.commit;

import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.sandbox.build.text.VariableText;
import dev.groovebox.sandbox.spec.BuildStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A change whose texts have their variables replaced by what the image's environment says at this place. */
final class ExpandedChange {
    private final Map<String, String> variables = new LinkedHashMap<>();

    private ExpandedChange(Execution execution) {
        for (String pair : execution.environment()) {
            int equals = pair.indexOf('=');
            variables.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
    }

    static BuildStep of(BuildStep change, Execution execution) {
        return new ExpandedChange(execution).expand(change);
    }

    private BuildStep expand(BuildStep change) {
        if (change instanceof BuildStep.Env env) {
            return new BuildStep.Env(texts(env.values()));
        } else if (change instanceof BuildStep.Label label) {
            return new BuildStep.Label(texts(label.values()));
        } else if (change instanceof BuildStep.Workdir workdir) {
            return new BuildStep.Workdir(text(workdir.path()));
        } else if (change instanceof BuildStep.User user) {
            return new BuildStep.User(text(user.user()));
        } else if (change instanceof BuildStep.Expose expose) {
            return new BuildStep.Expose(texts(expose.ports()));
        } else if (change instanceof BuildStep.Volume volume) {
            return new BuildStep.Volume(texts(volume.paths()));
        }
        return change instanceof BuildStep.StopSignal stop ? new BuildStep.StopSignal(text(stop.signal())) : change;
    }

    private Map<String, String> texts(Map<String, String> texts) {
        Map<String, String> expanded = new LinkedHashMap<>();
        texts.forEach((name, value) -> expanded.put(text(name), text(value)));
        return expanded;
    }

    private List<String> texts(List<String> texts) {
        return texts.stream().map(this::text).toList();
    }

    private String text(String text) {
        return VariableText.of(text).expand(name -> Optional.ofNullable(variables.get(name)));
    }
}
