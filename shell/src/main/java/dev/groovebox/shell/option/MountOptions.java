package dev.groovebox.shell.option;

import dev.groovebox.sandbox.spec.ContainerSpecBuilder;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.spec.MountSpec.Tmpfs.Right;
import dev.groovebox.sandbox.spec.VolumeName;
import dev.groovebox.shell.grammar.UsageException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads {@code -v}, {@code --mount} and {@code --tmpfs}. */
final class MountOptions {
    /** What docker takes and what changes nothing here: there are no labels of SELinux, and no copy that could be stale. */
    private static final List<String> WITHOUT_EFFECT = List.of("rw", "z", "Z", "consistent", "cached", "delegated", "default");

    /** Of ids: the one after it means none (chown(2)). */
    private static final long MOST = 0xffff_fffeL;

    private final ContainerSpecBuilder spec;

    MountOptions(ContainerSpecBuilder spec) {
        this.spec = spec;
    }

    /** PATH, VOLUME:PATH[:OPTIONS] or HOST-PATH:PATH[:OPTIONS]; options are ro, nocopy, idmap, rprivate, and those without effect. */
    void volume(String text) {
        List<String> parts = List.of(text.split(":", -1));
        if (parts.size() > 3 || parts.stream().anyMatch(String::isEmpty)) {
            throw new UsageException("-v '" + text + "' is not [HOST-PATH|VOLUME:]PATH[:ro]");
        }
        if (parts.size() == 1) {
            spec.volume("", text, false, true);
            return;
        }
        boolean readOnly = false;
        boolean copyUp = true;
        boolean idmapped = false;
        for (String option : parts.size() == 3 ? parts.get(2).split(",") : new String[0]) {
            switch (option) {
                case "ro" -> readOnly = true;
                case "nocopy" -> copyUp = false;
                case "idmap" -> idmapped = true;
                default -> {
                    refuseMappings("-v", text, option);
                    if (!WITHOUT_EFFECT.contains(option) && !isPrivate("-v", text, option)) {
                        throw new UsageException(
                                "-v '" + text + "' has option '" + option + "', which is none of ro, rw, nocopy, idmap, rprivate");
                    }
                }
            }
        }
        if (isPath(parts.get(0))) {
            spec.bind(hostPath(parts.get(0)), parts.get(1), readOnly, idmapped);
        } else {
            spec.volume(name("-v", text, parts.get(0)), parts.get(1), readOnly, copyUp, "", idmapped);
        }
    }

    private static void refuseMappings(String option, String text, String word) {
        if (word.startsWith("idmap=")) {
            throw new UsageException(option + " '" + text + "': mappings of one's own are not supported; idmap alone takes those of the"
                    + " container's user namespace");
        }
    }

    /**
     * What a bind is anyway. The others are refused, not ignored: by them a container's mounts would come to this
     * machine, or later ones of this machine to it.
     */
    private static boolean isPrivate(String option, String text, String propagation) {
        return switch (propagation) {
            case "private", "rprivate" -> true;
            case "shared", "rshared", "slave", "rslave" -> throw new UsageException(option + " '" + text + "': propagation '" + propagation
                    + "' is not supported; mounts of a container are private (rprivate)");
            default -> false;
        };
    }

    /** Relative paths must say so, since a bare word is docker's way to name a volume. */
    private static boolean isPath(String source) {
        return source.startsWith("/") || source.equals(".") || source.equals("..")
                || source.startsWith("./") || source.startsWith("../");
    }

    private static Path hostPath(String source) {
        return Path.of(source).toAbsolutePath().normalize();
    }

    private static String name(String option, String text, String name) {
        if (!VolumeName.isName(name)) {
            throw new UsageException(option + " '" + text + "': '" + name + "' is no volume's name (letters, digits, '_', '.', '-');"
                    + " a folder of this machine begins with / or ./");
        }
        return name;
    }

    /**
     * type=bind,source=PATH,target=PATH[,readonly][,idmap][,bind-propagation=rprivate],
     * type=volume[,source=NAME],target=PATH[,readonly][,idmap][,volume-nocopy][,volume-subpath=PATH] or
     * type=tmpfs,target=PATH[,tmpfs-size=SIZE][,tmpfs-mode=MODE]
     */
    void mount(String text) {
        Map<String, String> fields = fields(text);
        String type = take(fields, "type").orElse("volume");
        take(fields, "consistency").filter(word -> !WITHOUT_EFFECT.contains(word)).ifPresent(word -> {
            throw new UsageException("--mount '" + text + "': consistency '" + word + "' is none of consistent, cached, delegated");
        });
        String target = take(fields, "target").orElseThrow(
                () -> new UsageException("--mount '" + text + "' has no target"));
        switch (type) {
            case "bind" -> bind(fields, text, target);
            case "volume" -> {
                String name = take(fields, "source").map(given -> name("--mount", text, given)).orElse("");
                boolean readOnly = flag(fields, text, "readonly");
                boolean copyUp = !flag(fields, text, "volume-nocopy");
                String subpath = take(fields, "volume-subpath").orElse("");
                boolean idmapped = idmap(fields, text);
                expectNoMore(fields, text);
                spec.volume(name, target, readOnly, copyUp, subpath, idmapped);
            }
            case "tmpfs" -> {
                Optional<String> size = take(fields, "tmpfs-size");
                Optional<String> mode = take(fields, "tmpfs-mode");
                expectNoMore(fields, text);
                spec.tmpfs(target, size("--mount", size), mode("--mount", mode));
            }
            default -> throw new UsageException("--mount '" + text + "' is of type '" + type + "'; there are bind, volume and tmpfs");
        }
    }

    private void bind(Map<String, String> fields, String text, String target) {
        String source = take(fields, "source").orElseThrow(() -> new UsageException("--mount '" + text + "' has no source"));
        if (!isPath(source)) {
            throw new UsageException("--mount '" + text + "': the source of a bind is a path that begins with / or ./");
        }
        boolean readOnly = flag(fields, text, "readonly");
        take(fields, "bind-propagation").filter(word -> !isPrivate("--mount", text, word)).ifPresent(word -> {
            throw new UsageException("--mount '" + text + "': '" + word + "' is no propagation; there is rprivate");
        });
        boolean idmapped = idmap(fields, text);
        expectNoMore(fields, text);
        spec.bind(hostPath(source), target, readOnly, idmapped);
    }

    private static boolean idmap(Map<String, String> fields, String text) {
        return take(fields, "idmap").map(value -> {
            if (value.contains("ids=")) {
                refuseMappings("--mount", text, "idmap=" + value);
            }
            return truth("--mount", text, value);
        }).orElse(false);
    }

    private static boolean flag(Map<String, String> fields, String text, String name) {
        return take(fields, name).map(value -> truth("--mount", text, value)).orElse(false);
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split(",", -1)) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? field : field.substring(0, equals);
            String name = switch (key) {
                case "src" -> "source";
                case "dst", "destination" -> "target";
                case "ro" -> "readonly";
                default -> key;
            };
            if (fields.put(name, equals < 0 ? "true" : field.substring(equals + 1)) != null) {
                throw new UsageException("--mount '" + text + "' gives '" + name + "' twice");
            }
        }
        return fields;
    }

    private static Optional<String> take(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.remove(name));
    }

    private static void expectNoMore(Map<String, String> fields, String text) {
        if (fields.containsKey("volume-opt") || fields.containsKey("volume-driver")) {
            throw new UsageException("--mount '" + text + "': a volume is a folder of the engine's, without driver and options;"
                    + " mount what else there is on this machine, and use type=bind");
        }
        if (fields.containsKey("bind-recursive") || fields.containsKey("bind-nonrecursive")) {
            throw new UsageException("--mount '" + text + "': what is mounted below the source of a bind always comes along");
        }
        if (!fields.isEmpty()) {
            throw new UsageException("--mount '" + text + "' has an unknown field '" + fields.keySet().iterator().next()
                    + "'");
        }
    }

    /** PATH[:OPTIONS]; options are size, mode, uid, gid, nr_inodes, exec, dev, suid, and what a tmpfs is anyway. */
    void tmpfs(String text) {
        int colon = text.indexOf(':');
        Map<String, String> given = new LinkedHashMap<>();
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (String option : colon < 0 ? new String[0] : text.substring(colon + 1).split(",")) {
            int equals = option.indexOf('=');
            switch (equals < 0 ? option : option.substring(0, equals + 1)) {
                case "size=", "mode=", "uid=", "gid=", "nr_inodes=" ->
                    given.put(option.substring(0, equals), option.substring(equals + 1));
                case "exec", "dev", "suid" -> rights.add(right(option));
                case "noexec", "nodev", "nosuid" -> rights.remove(right(option.substring(2)));
                case "rw" -> { }
                default -> throw new UsageException("--tmpfs '" + text + "' has an unknown option '" + option
                        + "'; there are size=, mode=, uid=, gid=, nr_inodes=, exec, dev and suid");
            }
        }
        spec.tmpfs(new MountSpec.Tmpfs(
                colon < 0 ? text : text.substring(0, colon),
                size("--tmpfs", take(given, "size")),
                mode("--tmpfs", take(given, "mode")),
                number("--tmpfs", "uid", take(given, "uid")),
                number("--tmpfs", "gid", take(given, "gid")),
                number("--tmpfs", "nr_inodes", take(given, "nr_inodes")),
                rights));
    }

    private static Right right(String word) {
        return Right.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static OptionalLong number(String option, String name, Optional<String> text) {
        if (text.filter(value -> !value.matches("[0-9]{1,10}") || Long.parseLong(value) > MOST).isPresent()) {
            throw new UsageException(option + " " + name + " '" + text.get() + "' is no number within 0 to " + MOST);
        }
        return text.map(value -> OptionalLong.of(Long.parseLong(value))).orElse(OptionalLong.empty());
    }

    private static OptionalLong size(String option, Optional<String> text) {
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ByteSize.parse(option, text.get()));
    }

    private static OptionalInt mode(String option, Optional<String> text) {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int mode = Integer.parseInt(text.get(), 8);
            if (mode >= 0 && mode <= 07777) {
                return OptionalInt.of(mode);
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is too great.
        }
        throw new UsageException(option + " mode '" + text.get() + "' is no octal mode such as 1777");
    }

    static boolean truth(String option, String text, String value) {
        return switch (value) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new UsageException(option + " '" + text + "': '" + value + "' is neither true nor false");
        };
    }
}
