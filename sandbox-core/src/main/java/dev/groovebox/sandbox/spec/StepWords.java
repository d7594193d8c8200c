package dev.groovebox.sandbox.spec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Writes a step as an instruction of a Dockerfile. */
final class StepWords {
    private StepWords() {}

    static String of(BuildStep step) {
        if (step instanceof BuildStep.From from) {
            return from(from);
        } else if (step instanceof BuildStep.Arg arg) {
            return arg(arg);
        } else if (step instanceof BuildStep.Run run) {
            return run(run);
        } else if (step instanceof BuildStep.Copy copy) {
            return copy(copy);
        } else if (step instanceof BuildStep.Add add) {
            return add(add);
        } else if (step instanceof BuildStep.Healthcheck check) {
            return healthcheck(check);
        }
        return simple(step);
    }

    private static String simple(BuildStep step) {
        if (step instanceof BuildStep.Env env) {
            return "ENV " + pairs(env.values());
        } else if (step instanceof BuildStep.Label label) {
            return "LABEL " + pairs(label.values());
        } else if (step instanceof BuildStep.Workdir workdir) {
            return "WORKDIR " + workdir.path();
        } else if (step instanceof BuildStep.User user) {
            return "USER " + user.user();
        } else if (step instanceof BuildStep.Expose expose) {
            return "EXPOSE " + String.join(" ", expose.ports());
        } else if (step instanceof BuildStep.Volume volume) {
            return "VOLUME " + json(volume.paths());
        } else if (step instanceof BuildStep.Entrypoint entrypoint) {
            return "ENTRYPOINT " + command(entrypoint.command());
        } else if (step instanceof BuildStep.Cmd cmd) {
            return "CMD " + command(cmd.command());
        } else if (step instanceof BuildStep.Shell shell) {
            return "SHELL " + json(shell.program());
        } else if (step instanceof BuildStep.StopSignal stop) {
            return "STOPSIGNAL " + stop.signal();
        } else if (step instanceof BuildStep.OnBuild onBuild) {
            return "ONBUILD " + onBuild.trigger();
        }
        return "MAINTAINER " + ((BuildStep.Maintainer) step).name();
    }

    private static String from(BuildStep.From from) {
        String platform = from.platform().isEmpty() ? "" : "--platform=" + from.platform() + " ";
        String name = from.stage().isEmpty() ? "" : " AS " + from.stage();
        String source = "scratch";
        if (from.source() instanceof ImageSource.Named named) {
            source = named.reference();
        } else if (from.source() instanceof ImageSource.Host host) {
            source = "host(" + String.join(", ", host.programs()) + ")";
        }
        return "FROM " + platform + source + name;
    }

    private static String arg(BuildStep.Arg arg) {
        List<String> words = new ArrayList<>();
        arg.values().forEach((name, value) -> words.add(value.map(text -> name + "=" + quoted(text)).orElse(name)));
        return "ARG " + String.join(" ", words);
    }

    private static String run(BuildStep.Run run) {
        StringBuilder flags = new StringBuilder();
        run.mounts().forEach(mount -> flags.append("--mount=").append(mount(mount)).append(' '));
        if (!run.network().isEmpty()) {
            flags.append("--network=").append(run.network()).append(' ');
        }
        return "RUN " + flags + command(run.command());
    }

    private static String mount(RunMount mount) {
        Flags flags = new Flags();
        if (mount instanceof RunMount.Cache cache) {
            flags.add("type", "cache").add("target", cache.target()).add("id", cache.id()).add("from", cache.from())
                    .add("source", cache.source());
            if (cache.sharing() != RunMount.Sharing.SHARED) {
                flags.add("sharing", cache.sharing().name().toLowerCase(java.util.Locale.ROOT));
            }
            flags.flag("readonly", cache.readOnly()).access(cache.mode(), cache.uid(), cache.gid());
        } else if (mount instanceof RunMount.Bind bind) {
            flags.add("type", "bind").add("target", bind.target()).add("source", bind.source()).add("from", bind.from())
                    .flag("rw", bind.readWrite());
        } else if (mount instanceof RunMount.Tmpfs tmpfs) {
            flags.add("type", "tmpfs").add("target", tmpfs.target());
            tmpfs.sizeBytes().ifPresent(size -> flags.add("size", Long.toString(size)));
        } else if (mount instanceof RunMount.Secret secret) {
            flags.add("type", "secret").add("id", secret.id()).add("target", secret.target())
                    .add("env", secret.environment().orElse("")).flag("required", secret.required())
                    .access(secret.mode(), secret.uid(), secret.gid());
        } else if (mount instanceof RunMount.Ssh ssh) {
            flags.add("type", "ssh").add("id", ssh.id()).add("target", ssh.target()).flag("required", ssh.required())
                    .access(ssh.mode(), ssh.uid(), ssh.gid());
        }
        return String.join(",", flags.words);
    }

    private static final class Flags {
        private final List<String> words = new ArrayList<>();

        Flags add(String name, String value) {
            if (!value.isEmpty()) {
                words.add(name + "=" + value);
            }
            return this;
        }

        Flags flag(String name, boolean set) {
            if (set) {
                words.add(name);
            }
            return this;
        }

        void access(OptionalInt mode, OptionalLong uid, OptionalLong gid) {
            mode.ifPresent(value -> add("mode", String.format("%04o", value)));
            uid.ifPresent(value -> add("uid", Long.toString(value)));
            gid.ifPresent(value -> add("gid", Long.toString(value)));
        }
    }

    private static String copy(BuildStep.Copy copy) {
        String from = copy.from().isEmpty() ? "" : "--from=" + copy.from() + " ";
        return "COPY " + from + options(copy.options()) + files(copy.sources(), copy.inline(), copy.target());
    }

    private static String add(BuildStep.Add add) {
        StringBuilder flags = new StringBuilder();
        if (!add.checksum().isEmpty()) {
            flags.append("--checksum=").append(add.checksum()).append(' ');
        }
        add.unpack().ifPresent(unpack -> flags.append("--unpack=").append(unpack).append(' '));
        if (add.keepGitFolder()) {
            flags.append("--keep-git-dir ");
        }
        return "ADD " + flags + options(add.options()) + files(add.sources(), add.inline(), add.target());
    }

    private static String options(CopyOptions options) {
        StringBuilder flags = new StringBuilder();
        if (!options.owner().isEmpty()) {
            flags.append("--chown=").append(options.owner()).append(' ');
        }
        if (!options.mode().isEmpty()) {
            flags.append("--chmod=").append(options.mode()).append(' ');
        }
        flags.append(options.link() ? "--link " : "").append(options.parents() ? "--parents " : "");
        options.exclude().forEach(pattern -> flags.append("--exclude=").append(pattern).append(' '));
        return flags.toString();
    }

    /** Names with spaces need the JSON form; here-documents end the instruction as they do in a Dockerfile. */
    private static String files(List<String> sources, List<InlineFile> inline, String target) {
        List<String> words = new ArrayList<>(sources);
        inline.forEach(file -> words.add(file.expand() ? "<<" + file.name() : "<<\"" + file.name() + "\""));
        words.add(target);
        StringBuilder text = new StringBuilder(
                words.stream().anyMatch(word -> word.indexOf(' ') >= 0) ? json(words) : String.join(" ", words));
        inline.forEach(file -> text.append('\n').append(file.content()).append(file.name()));
        return text.toString();
    }

    private static String healthcheck(BuildStep.Healthcheck check) {
        if (check.command().isEmpty()) {
            return "HEALTHCHECK NONE";
        }
        StringBuilder flags = new StringBuilder();
        duration(flags, "interval", check.interval());
        duration(flags, "timeout", check.timeout());
        duration(flags, "start-period", check.startPeriod());
        duration(flags, "start-interval", check.startInterval());
        check.retries().ifPresent(count -> flags.append("--retries=").append(count).append(' '));
        return "HEALTHCHECK " + flags + "CMD " + command(check.command().get());
    }

    private static void duration(StringBuilder flags, String name, Optional<Duration> value) {
        value.ifPresent(time -> flags.append("--").append(name).append('=').append(time.toMillis()).append("ms "));
    }

    private static String command(CommandForm command) {
        return command.shellForm() ? command.words().get(0) : json(command.words());
    }

    private static String json(List<String> words) {
        StringBuilder json = new StringBuilder("[");
        for (String word : words) {
            json.append(json.length() > 1 ? ", " : "").append(quoted(word));
        }
        return json.append("]").toString();
    }

    private static String pairs(Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((key, value) ->
                text.append(text.isEmpty() ? "" : " ").append(key).append('=').append(quoted(value)));
        return text.toString();
    }

    private static String quoted(String word) {
        return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
