package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.build.text.Lookup;
import dev.groovebox.sandbox.build.text.VariableText;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.CopyOptions;
import dev.groovebox.sandbox.spec.InlineFile;
import dev.groovebox.sandbox.spec.RunMount;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Replaces the variables of a step, in the texts in which the Dockerfile reference has them replaced. */
final class StepExpansion {
    private final Lookup variables;

    StepExpansion(Lookup variables) {
        this.variables = variables;
    }

    BuildStep expand(BuildStep step) {
        if (step instanceof BuildStep.Run run) {
            return new BuildStep.Run(run.command(), run.mounts().stream().map(this::mount).toList(), run.network(), run.scripts());
        } else if (step instanceof BuildStep.Copy copy) {
            return new BuildStep.Copy(texts(copy.sources()), inline(copy.inline()), text(copy.target()), copy.from(), options(copy.options()));
        } else if (step instanceof BuildStep.Add add) {
            return new BuildStep.Add(texts(add.sources()), inline(add.inline()), text(add.target()), options(add.options()),
                    text(add.checksum()), add.unpack(), add.keepGitFolder());
        } else if (step instanceof BuildStep.Env env) {
            return new BuildStep.Env(pairs(env.values()));
        } else if (step instanceof BuildStep.Label label) {
            return new BuildStep.Label(pairs(label.values()));
        } else if (step instanceof BuildStep.Workdir workdir) {
            return new BuildStep.Workdir(text(workdir.path()));
        } else if (step instanceof BuildStep.User user) {
            return new BuildStep.User(text(user.user()));
        } else if (step instanceof BuildStep.Expose expose) {
            return new BuildStep.Expose(expose.ports().stream().flatMap(port -> Arrays.stream(text(port).split("\\s+")))
                    .filter(port -> !port.isEmpty()).toList());
        } else if (step instanceof BuildStep.Volume volume) {
            return new BuildStep.Volume(texts(volume.paths()));
        } else if (step instanceof BuildStep.StopSignal stop) {
            return new BuildStep.StopSignal(text(stop.signal()));
        }
        return step;
    }

    String text(String text) {
        return VariableText.of(text).expand(variables);
    }

    private List<String> texts(List<String> all) {
        return all.stream().map(this::text).toList();
    }

    private Map<String, String> pairs(Map<String, String> all) {
        Map<String, String> expanded = new LinkedHashMap<>();
        all.forEach((name, value) -> expanded.put(text(name), text(value)));
        return expanded;
    }

    private List<InlineFile> inline(List<InlineFile> files) {
        return files.stream()
                .map(file -> file.expand() ? new InlineFile(file.name(), text(file.content()), false) : file)
                .toList();
    }

    private CopyOptions options(CopyOptions options) {
        return new CopyOptions(text(options.owner()), text(options.mode()), options.link(), options.parents(), texts(options.exclude()));
    }

    private RunMount mount(RunMount mount) {
        if (mount instanceof RunMount.Cache cache) {
            return new RunMount.Cache(text(cache.target()), text(cache.id()), cache.from(), text(cache.source()), cache.sharing(),
                    cache.readOnly(), cache.mode(), cache.uid(), cache.gid());
        } else if (mount instanceof RunMount.Bind bind) {
            return new RunMount.Bind(text(bind.target()), text(bind.source()), bind.from(), bind.readWrite());
        } else if (mount instanceof RunMount.Tmpfs tmpfs) {
            return new RunMount.Tmpfs(text(tmpfs.target()), tmpfs.sizeBytes());
        } else if (mount instanceof RunMount.Secret secret) {
            return new RunMount.Secret(text(secret.id()), text(secret.target()), secret.environment().map(this::text),
                    secret.required(), secret.mode(), secret.uid(), secret.gid());
        }
        RunMount.Ssh ssh = (RunMount.Ssh) mount;
        return new RunMount.Ssh(text(ssh.id()), text(ssh.target()), ssh.required(), ssh.mode(), ssh.uid(), ssh.gid());
    }
}
