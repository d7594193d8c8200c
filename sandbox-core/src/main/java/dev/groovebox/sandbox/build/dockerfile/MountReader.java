package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.spec.RunMount;
import dev.groovebox.sandbox.spec.RunMount.Sharing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code RUN --mount=type=cache,target=/x}. */
final class MountReader {
    private static final Map<String, String> SHORT = Map.of("src", "source", "dst", "target", "destination", "target",
            "ro", "readonly", "rw", "readwrite");
    private static final Map<String, List<String>> KEYS = Map.of(
            "bind", List.of("target", "source", "from", "readonly", "readwrite"),
            "cache", List.of("target", "source", "from", "readonly", "readwrite", "id", "sharing", "mode", "uid", "gid"),
            "tmpfs", List.of("target", "size", "readonly", "readwrite"),
            "secret", List.of("target", "source", "id", "env", "required", "mode", "uid", "gid", "readonly"),
            "ssh", List.of("target", "source", "id", "required", "mode", "uid", "gid", "readonly"));
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kmgtp]?)i?b?", Pattern.CASE_INSENSITIVE);

    private final WordReader words;
    private final Map<String, String> values = new LinkedHashMap<>();

    private MountReader(WordReader words) {
        this.words = words;
    }

    static RunMount read(String text, WordReader words) {
        MountReader reader = new MountReader(words);
        for (String field : fields(text)) {
            reader.take(field);
        }
        return reader.mount();
    }

    /** Comma separated; a field in double quotes may hold commas, and a quote as two. */
    private static List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (char c : text.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    private void take(String field) {
        int equals = field.indexOf('=');
        String name = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
        String key = SHORT.getOrDefault(name, name);
        boolean isSwitch = key.equals("readonly") || key.equals("readwrite") || key.equals("required");
        if (equals < 0 && !isSwitch) {
            throw new InstructionException(field, "--mount takes " + name + "=VALUE, not '" + field + "' alone");
        }
        values.put(key, equals < 0 ? "true" : field.substring(equals + 1));
    }

    private RunMount mount() {
        String type = values.getOrDefault("type", "bind").toLowerCase(Locale.ROOT);
        List<String> known = KEYS.get(type);
        if (known == null) {
            throw InstructionException.unknown("type of --mount", type, KEYS.keySet());
        }
        for (String key : values.keySet()) {
            if (!key.equals("type") && !known.contains(key)) {
                throw InstructionException.unknown("key of a --mount of type " + type, key, known);
            }
        }
        return switch (type) {
            case "cache" -> cache();
            case "tmpfs" -> new RunMount.Tmpfs(target(), size());
            case "secret" -> secret();
            case "ssh" -> new RunMount.Ssh(text("id"), text("target"), isSet("required"), mode(), number("uid"), number("gid"));
            default -> new RunMount.Bind(target(), text("source"), from(), isSet("readwrite") || isFalse("readonly"));
        };
    }

    private RunMount cache() {
        String name = values.getOrDefault("sharing", "shared");
        Sharing sharing = switch (name.toLowerCase(Locale.ROOT)) {
            case "shared" -> Sharing.SHARED;
            case "private" -> Sharing.PRIVATE;
            case "locked" -> Sharing.LOCKED;
            default -> throw InstructionException.unknown("sharing", name, List.of("shared", "private", "locked"));
        };
        return new RunMount.Cache(target(), text("id"), from(), text("source"), sharing,
                isSet("readonly") || isFalse("readwrite"), mode(), number("uid"), number("gid"));
    }

    private RunMount secret() {
        if (values.containsKey("source") && values.containsKey("id")) {
            throw new InstructionException("source", "a --mount of type secret has an id or a source, not both");
        }
        String id = text(values.containsKey("source") ? "source" : "id");
        if (id.isEmpty() && text("target").isEmpty()) {
            throw new InstructionException("--mount", "a --mount of type secret needs an id");
        }
        Optional<String> variable = Optional.ofNullable(values.get("env"))
                .map(words::text)
                .map(name -> name.isEmpty() ? id : name);
        return new RunMount.Secret(id, text("target"), variable, isSet("required"), mode(), number("uid"), number("gid"));
    }

    private String target() {
        String target = text("target");
        if (target.isEmpty()) {
            throw new InstructionException("--mount", "this --mount needs a target");
        }
        return target;
    }

    /** Stages are found before any variable has a value. */
    private String from() {
        String from = values.getOrDefault("from", "");
        if (from.indexOf('$') >= 0) {
            throw new InstructionException(from, "from can't hold a variable: name a stage, FROM " + from + " AS name");
        }
        return WordReader.literal(from);
    }

    private String text(String key) {
        return words.text(values.getOrDefault(key, ""));
    }

    private boolean isSet(String key) {
        return flag(key).orElse(false);
    }

    private boolean isFalse(String key) {
        return !flag(key).orElse(true);
    }

    private Optional<Boolean> flag(String key) {
        return Optional.ofNullable(values.get(key)).map(value -> switch (value) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "0", "f", "F", "FALSE", "false", "False" -> false;
            default -> throw new InstructionException(value, key + " is true or false, not '" + value + "'");
        });
    }

    private OptionalInt mode() {
        String mode = values.getOrDefault("mode", "");
        if (!mode.isEmpty() && !mode.matches("[0-7]{1,6}")) {
            throw new InstructionException(mode, "mode is octal digits such as 0755, not '" + mode + "'");
        }
        return mode.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(mode, 8));
    }

    private OptionalLong number(String key) {
        String number = values.getOrDefault(key, "");
        if (!number.isEmpty() && !(number.matches("\\d{1,10}") && Long.parseLong(number) < 1L << 32)) {
            throw new InstructionException(number, key + " is a number below 2^32, not '" + number + "'");
        }
        return number.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(number));
    }

    private OptionalLong size() {
        String size = values.getOrDefault("size", "");
        if (size.isEmpty()) {
            return OptionalLong.empty();
        }
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches() || size.length() > 18) {
            throw new InstructionException(size, "size is a size such as 64m or 1.5g, not '" + size + "'");
        }
        int power = " kmgtp".indexOf((matcher.group(2) + " ").toLowerCase(Locale.ROOT).charAt(0));
        return OptionalLong.of(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << 10 * power)).longValue());
    }
}
