package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.InlineFile;
import dev.groovebox.sandbox.spec.RunMount;
import dev.groovebox.sandbox.spec.RunMount.Sharing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Makes the mounts of a run, and reads its other options. */
final class MountWords {
    private static final List<String> NETWORKS = List.of("default", "none", "host");

    private final BuildSteps block;

    MountWords(BuildSteps block) {
        this.block = block;
    }

    RunMount cache(String target, Map<String, ?> options) {
        NamedValues named = values("cache", options, "id", "from", "source", "sharing", "readOnly", "mode", "uid", "gid");
        return new RunMount.Cache(path("cache", target), text("cache", named, "id"), named.text("from").orElse(""),
                text("cache", named, "source"), sharing(named), named.flag("readOnly"), named.mode("mode"), id(named, "uid"), id(named, "gid"));
    }

    private Sharing sharing(NamedValues named) {
        String name = named.text("sharing").orElse("shared");
        for (Sharing sharing : Sharing.values()) {
            if (sharing.name().toLowerCase(Locale.ROOT).equals(name)) {
                return sharing;
            }
        }
        named.wrong("sharing", "'shared', 'private' or 'locked'");
        return Sharing.SHARED;
    }

    RunMount bind(String target, Map<String, ?> options) {
        NamedValues named = values("bind", options, "source", "from", "readWrite");
        return new RunMount.Bind(path("bind", target), text("bind", named, "source"), named.text("from").orElse(""), named.flag("readWrite"));
    }

    RunMount tmpfs(String target, Map<String, ?> options) {
        return new RunMount.Tmpfs(path("tmpfs", target), values("tmpfs", options, "size").bytes("size"));
    }

    RunMount secret(String id, Map<String, ?> options) {
        NamedValues named = values("secret", options, "at", "env", "required", "mode", "uid", "gid");
        String target = text("secret", named, "at");
        if (id.isEmpty() && target.isEmpty()) {
            block.problem("secret", "secret needs an id");
        }
        return new RunMount.Secret(block.checked("secret", id), target, named.text("env").map(name -> block.checked("secret", name)),
                named.flag("required"), named.mode("mode"), id(named, "uid"), id(named, "gid"));
    }

    RunMount ssh(Map<String, ?> options) {
        NamedValues named = values("ssh", options, "id", "at", "required", "mode", "uid", "gid");
        return new RunMount.Ssh(text("ssh", named, "id"), text("ssh", named, "at"), named.flag("required"),
                named.mode("mode"), id(named, "uid"), id(named, "gid"));
    }

    private NamedValues values(String word, Map<String, ?> options, String... known) {
        return new NamedValues(block, word, options, known);
    }

    private String text(String word, NamedValues named, String name) {
        return block.checked(word, named.text(name).orElse(""));
    }

    private String path(String word, String target) {
        if (target == null || target.isEmpty()) {
            block.problem(word, word + " needs a path to be mounted at");
            return "";
        }
        return block.checked(word, target);
    }

    private OptionalLong id(NamedValues named, String name) {
        OptionalLong id = named.whole(name);
        if (id.isPresent() && (id.getAsLong() < 0 || id.getAsLong() >= 1L << 32)) {
            named.wrong(name, "a number below 2^32");
            return OptionalLong.empty();
        }
        return id;
    }

    /** A run's own options. */
    record RunOptions(List<RunMount> mounts, String network, List<InlineFile> scripts) {}

    RunOptions options(Map<String, ?> given) {
        NamedValues named = values("run", given, "mounts", "mount", "network", "scripts");
        List<InlineFile> scripts = named.pairs("scripts").entrySet().stream()
                .map(script -> new InlineFile(script.getKey(), script.getValue(), false)).toList();
        return new RunOptions(mounts(named), network(named), scripts);
    }

    private static List<RunMount> mounts(NamedValues named) {
        List<RunMount> mounts = new ArrayList<>();
        for (String name : List.of("mounts", "mount")) {
            for (Object each : each(named.value(name))) {
                if (each instanceof RunMount mount) {
                    mounts.add(mount);
                } else {
                    named.wrong(name, "cache(...), bind(...), tmpfs(...), secret(...) or ssh(...)");
                }
            }
        }
        return mounts;
    }

    private static List<Object> each(Object value) {
        if (value instanceof Collection<?> list) {
            return List.copyOf(list);
        }
        return value == null ? List.of() : List.of(value);
    }

    private String network(NamedValues named) {
        Object value = named.value("network");
        if (value instanceof None) {
            return "none";
        }
        String network = named.text("network").orElse("");
        if (!network.isEmpty() && !NETWORKS.contains(network)) {
            named.wrong("network", "'default', 'none' or 'host'");
        }
        return network;
    }
}
