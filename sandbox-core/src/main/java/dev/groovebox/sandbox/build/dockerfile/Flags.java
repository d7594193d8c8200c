package dev.groovebox.sandbox.build.dockerfile;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An instruction's flags, checked against those that it has. */
final class Flags {
    /** These may be given more than once. */
    private static final Set<String> LISTS = Set.of("mount", "exclude");

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /** @param known the names of the instruction's flags; those that end with ? are true or false */
    Flags(List<String> flags, String... known) {
        List<String> names = Arrays.stream(known).map(name -> name.replace("?", "")).toList();
        List<String> switches = Arrays.stream(known).filter(name -> name.endsWith("?")).map(name -> name.replace("?", "")).toList();
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            String name = equals < 0 ? flag.substring(2) : flag.substring(2, equals);
            if (!names.contains(name)) {
                throw InstructionException.unknown("flag", "--" + name, names.stream().map(each -> "--" + each).toList());
            }
            String value = value(name, switches.contains(name), equals < 0, flag.substring(equals + 1));
            List<String> given = values.computeIfAbsent(name, ignored -> new ArrayList<>());
            if (!given.isEmpty() && !LISTS.contains(name)) {
                throw new InstructionException("--" + name, "--" + name + " is given twice");
            }
            given.add(value);
        }
    }

    private static String value(String name, boolean isSwitch, boolean bare, String value) {
        if (isSwitch && !bare && !value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new InstructionException("--" + name, "--" + name + " is true or false, not '" + value + "'");
        }
        if (!isSwitch && bare) {
            throw new InstructionException("--" + name, "--" + name + " needs a value: --" + name + "=...");
        }
        return isSwitch && bare ? "true" : isSwitch ? value.toLowerCase(Locale.ROOT) : value;
    }

    /** Empty when it isn't given. */
    String text(String name) {
        return list(name).stream().findFirst().orElse("");
    }

    Optional<Boolean> choice(String name) {
        return list(name).stream().findFirst().map(Boolean::parseBoolean);
    }

    boolean isSet(String name) {
        return choice(name).orElse(false);
    }

    List<String> list(String name) {
        return values.getOrDefault(name, List.of());
    }
}
