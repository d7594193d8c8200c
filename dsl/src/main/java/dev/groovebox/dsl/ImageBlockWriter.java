package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.CopyOptions;
import dev.groovebox.sandbox.spec.ImageSource;
import dev.groovebox.sandbox.spec.InlineFile;
import dev.groovebox.sandbox.spec.RunMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes steps as the image block that says the same: evaluated, it makes equal steps. */
public final class ImageBlockWriter {
    private static final String INDENT = "    ";

    private ImageBlockWriter() {}

    /** @param ignored what the block has to ignore of its context, if that is not what .dockerignore says */
    public static String write(String name, List<BuildStep> steps, Optional<List<String>> ignored) {
        StringBuilder script = new StringBuilder("image(" + GroovyText.quoted(name) + ") {\n");
        ignored.ifPresent(patterns -> script.append(INDENT).append("context '.', ignore: ").append(GroovyText.list(patterns)).append('\n'));
        boolean first = ignored.isEmpty();
        for (BuildStep step : steps) {
            script.append(step instanceof BuildStep.From && !first ? "\n" : "").append(INDENT).append(word(step)).append('\n');
            first = false;
        }
        return script.append("}\n").toString();
    }

    private static String word(BuildStep step) {
        if (step instanceof BuildStep.From from) {
            return new Arguments().add(source(from.source())).text("as", from.stage()).text("platform", from.platform()).behind("from");
        } else if (step instanceof BuildStep.Arg arg) {
            return arg(arg);
        } else if (step instanceof BuildStep.Run run) {
            return run(run);
        } else if (step instanceof BuildStep.Copy copy) {
            Arguments words = files(copy.sources(), copy.target()).text("from", copy.from());
            return inline(options(words, copy.options()), copy.inline()).behind("copy");
        } else if (step instanceof BuildStep.Add add) {
            Arguments words = files(add.sources(), add.target()).text("checksum", add.checksum());
            add.unpack().ifPresent(unpack -> words.add("unpack: " + unpack));
            return inline(options(words.flag("keepGitDir", add.keepGitFolder()), add.options()), add.inline()).behind("add");
        } else if (step instanceof BuildStep.Healthcheck check) {
            return healthcheck(check);
        }
        return simple(step);
    }

    private static String simple(BuildStep step) {
        if (step instanceof BuildStep.Env env) {
            return "env " + GroovyText.pairs(env.values());
        } else if (step instanceof BuildStep.Label label) {
            return "label " + GroovyText.pairs(label.values());
        } else if (step instanceof BuildStep.Workdir workdir) {
            return one("workdir", workdir.path());
        } else if (step instanceof BuildStep.User user) {
            return one("user", user.user());
        } else if (step instanceof BuildStep.Expose expose) {
            Arguments ports = new Arguments();
            expose.ports().forEach(port -> ports.add(port.matches("[1-9]\\d{0,4}") ? port : GroovyText.quoted(port)));
            return ports.behind("expose");
        } else if (step instanceof BuildStep.Volume volume) {
            return new Arguments().texts(volume.paths()).behind("volume");
        } else if (step instanceof BuildStep.Entrypoint entrypoint) {
            return new Arguments().command(entrypoint.command()).behind("entrypoint");
        } else if (step instanceof BuildStep.Cmd cmd) {
            return new Arguments().command(cmd.command()).behind("cmd");
        } else if (step instanceof BuildStep.Shell shell) {
            return new Arguments().texts(shell.program()).behind("shell");
        } else if (step instanceof BuildStep.StopSignal stop) {
            return one("stopsignal", stop.signal());
        } else if (step instanceof BuildStep.OnBuild onBuild) {
            return one("onbuild", onBuild.trigger());
        }
        return one("maintainer", ((BuildStep.Maintainer) step).name());
    }

    private static String one(String word, String text) {
        return word + " " + GroovyText.quoted(text);
    }

    private static String source(ImageSource source) {
        if (source instanceof ImageSource.Named named) {
            return GroovyText.quoted(named.reference());
        } else if (source instanceof ImageSource.Host host) {
            return new Arguments().texts(host.programs()).flag("certificates", host.certificates()).call("host");
        }
        return "scratch";
    }

    private static String arg(BuildStep.Arg arg) {
        if (arg.values().values().stream().allMatch(Optional::isEmpty)) {
            return new Arguments().texts(List.copyOf(arg.values().keySet())).behind("arg");
        }
        Arguments words = new Arguments();
        arg.values().forEach((name, value) ->
                words.add(GroovyText.key(name) + ": " + value.map(GroovyText::quoted).orElse("null")));
        return words.behind("arg");
    }

    private static String run(BuildStep.Run run) {
        Arguments words = new Arguments().command(run.command());
        if (!run.mounts().isEmpty()) {
            words.add("mounts: [" + String.join(", ", run.mounts().stream().map(ImageBlockWriter::mount).toList()) + "]");
        }
        words.text("network", run.network());
        if (!run.scripts().isEmpty()) {
            List<String> scripts = run.scripts().stream()
                    .map(script -> GroovyText.key(script.name()) + ": " + GroovyText.quoted(script.content())).toList();
            words.add("scripts: [" + String.join(", ", scripts) + "]");
        }
        return words.behind("run");
    }

    private static String mount(RunMount mount) {
        Arguments words = new Arguments();
        if (mount instanceof RunMount.Cache cache) {
            String sharing = cache.sharing() == RunMount.Sharing.SHARED ? "" : cache.sharing().name().toLowerCase(Locale.ROOT);
            return words.texts(List.of(cache.target())).text("id", cache.id()).text("from", cache.from()).text("source", cache.source())
                    .text("sharing", sharing).flag("readOnly", cache.readOnly()).mode(cache.mode())
                    .number("uid", cache.uid()).number("gid", cache.gid()).call("cache");
        } else if (mount instanceof RunMount.Bind bind) {
            return words.texts(List.of(bind.target())).text("source", bind.source()).text("from", bind.from())
                    .flag("readWrite", bind.readWrite()).call("bind");
        } else if (mount instanceof RunMount.Tmpfs tmpfs) {
            return words.texts(List.of(tmpfs.target())).number("size", tmpfs.sizeBytes()).call("tmpfs");
        } else if (mount instanceof RunMount.Secret secret) {
            return words.texts(List.of(secret.id())).text("at", secret.target()).text("env", secret.environment())
                    .flag("required", secret.required()).mode(secret.mode())
                    .number("uid", secret.uid()).number("gid", secret.gid()).call("secret");
        }
        RunMount.Ssh ssh = (RunMount.Ssh) mount;
        return words.text("id", ssh.id()).text("at", ssh.target()).flag("required", ssh.required()).mode(ssh.mode())
                .number("uid", ssh.uid()).number("gid", ssh.gid()).call("ssh");
    }

    private static Arguments files(List<String> sources, String target) {
        return new Arguments().texts(sources).add("to: " + GroovyText.quoted(target));
    }

    private static Arguments options(Arguments words, CopyOptions options) {
        return words.text("owner", options.owner()).text("mode", options.mode()).flag("link", options.link())
                .flag("parents", options.parents()).list("exclude", options.exclude());
    }

    private static Arguments inline(Arguments words, List<InlineFile> files) {
        List<String> contents = new ArrayList<>();
        for (InlineFile file : files) {
            String content = GroovyText.quoted(file.content());
            contents.add(GroovyText.key(file.name()) + ": " + (file.expand() ? "template(" + content + ")" : content));
        }
        return contents.isEmpty() ? words : words.add("files: [" + String.join(", ", contents) + "]");
    }

    private static String healthcheck(BuildStep.Healthcheck check) {
        if (check.command().isEmpty()) {
            return "healthcheck none";
        }
        Arguments words = new Arguments().command(check.command().get())
                .time("interval", check.interval()).time("timeout", check.timeout())
                .time("startPeriod", check.startPeriod()).time("startInterval", check.startInterval());
        check.retries().ifPresent(retries -> words.add("retries: " + retries));
        return words.behind("healthcheck");
    }
}
