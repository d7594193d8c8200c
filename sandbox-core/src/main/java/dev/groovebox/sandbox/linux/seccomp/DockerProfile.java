package dev.groovebox.sandbox.linux.seccomp;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.LibseccompCalls;
import dev.groovebox.sandbox.linux.LibseccompCalls.Comparison;
import dev.groovebox.sandbox.linux.LibseccompCalls.Operator;
import dev.groovebox.sandbox.linux.capability.CapabilitySet;
import dev.groovebox.sandbox.linux.capability.Capability;
import dev.groovebox.sandbox.linux.seccomp.Architecture.CallInterface;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A profile in docker's JSON form, as it is for one machine and one container: its conditions have been decided.
 * What can't be had is refused rather than left out, for a filter that does less than its file says deceives.
 *
 * @param defaultAction libseccomp's number, for calls without a rule
 * @param interfaces the filter judges, the native one first; calls of others kill
 * @see <a href="https://docs.docker.com/engine/security/seccomp/">docker's documentation</a>
 */
record DockerProfile(int defaultAction, List<CallInterface> interfaces, List<SyscallRule> rules) {
    /** What a filter's flag that we need not heed says: all threads, of which there is one. */
    private static final String ALL_THREADS = "SECCOMP_FILTER_FLAG_TSYNC";

    /** @throws JsonException telling what is wrong with it */
    static DockerProfile parse(String text, Architecture architecture, CapabilitySet capabilities, String kernel) {
        JsonObject json = Json.readObject(text.getBytes(StandardCharsets.UTF_8));
        refuse(json);
        List<SyscallRule> rules = new ArrayList<>();
        for (JsonObject call : json.objects("syscalls")) {
            JsonObject includes = call.object("includes").orElse(JsonObject.EMPTY);
            JsonObject excludes = call.object("excludes").orElse(JsonObject.EMPTY);
            if (isIncluded(includes, architecture, capabilities, kernel)
                    && !isExcluded(excludes, architecture, capabilities, kernel)) {
                addRules(rules, call);
            }
        }
        return new DockerProfile(action(json, "defaultAction", "defaultErrnoRet"), interfaces(json, architecture), rules);
    }

    private static void refuse(JsonObject json) {
        if (json.text("listenerPath").filter(path -> !path.isEmpty()).isPresent()) {
            throw new JsonException("'listenerPath': calls can't be handed to another program");
        }
        for (String flag : json.texts("flags")) {
            if (!flag.equals(ALL_THREADS)) {
                throw new JsonException("'flags': " + flag + " is not available");
            }
        }
    }

    /** All that are named must be there. */
    private static boolean isIncluded(
            JsonObject when, Architecture architecture, CapabilitySet capabilities, String kernel) {
        List<String> machines = when.texts("arches");
        return (machines.isEmpty() || machines.contains(architecture.dockerName()))
                && when.texts("caps").stream().allMatch(name -> has(capabilities, name))
                && when.text("minKernel").map(least -> isAtLeast(kernel, least)).orElse(true);
    }

    /** One that is named suffices. */
    private static boolean isExcluded(
            JsonObject when, Architecture architecture, CapabilitySet capabilities, String kernel) {
        return when.texts("arches").contains(architecture.dockerName())
                || when.texts("caps").stream().anyMatch(name -> has(capabilities, name))
                || when.text("minKernel").map(least -> isAtLeast(kernel, least)).orElse(false);
    }

    /** A capability that we don't know is one that nobody has. */
    private static boolean has(CapabilitySet capabilities, String name) {
        for (Capability capability : Capability.values()) {
            if (name.equals("CAP_" + capability.name())) {
                return capabilities.has(capability);
            }
        }
        return false;
    }

    private static boolean isAtLeast(String kernel, String least) {
        long[] wanted = version(least);
        long[] have = version(kernel);
        return have[0] > wanted[0] || have[0] == wanted[0] && have[1] >= wanted[1];
    }

    /** Of "6.1.0-13-amd64" the first two numbers; the others never decide. */
    private static long[] version(String text) {
        String[] parts = text.split("[^0-9]", 3);
        try {
            return new long[] {Long.parseLong(parts[0]), parts.length > 1 ? Long.parseLong(parts[1]) : 0};
        } catch (NumberFormatException e) {
            throw new JsonException("'minKernel': '" + text + "' is no version", e);
        }
    }

    private static List<CallInterface> interfaces(JsonObject json, Architecture architecture) {
        List<String> names = new ArrayList<>(json.texts("architectures"));
        List<JsonObject> map = json.objects("archMap");
        if (!names.isEmpty() && !map.isEmpty()) {
            throw new JsonException("it has both 'architectures' and 'archMap'");
        }
        List<CallInterface> all = architecture.interfaces();
        for (JsonObject entry : map) {
            if (entry.requireText("architecture").equals(all.get(0).profileName())) {
                names.addAll(entry.texts("subArchitectures"));
            }
        }
        List<CallInterface> named = new ArrayList<>();
        named.add(all.get(0));
        for (CallInterface compatible : all.subList(1, all.size())) {
            if (names.contains(compatible.profileName())) {
                named.add(compatible);
            }
        }
        return named;
    }

    private static void addRules(List<SyscallRule> rules, JsonObject call) {
        List<String> names = new ArrayList<>(call.texts("names"));
        call.text("name").filter(name -> !name.isEmpty()).ifPresent(names::add);
        if (names.isEmpty() || names.size() > 1 && call.text("name").filter(name -> !name.isEmpty()).isPresent()) {
            throw new JsonException("an entry of 'syscalls' must have either 'name' or 'names'");
        }
        int action = action(call, "action", "errnoRet");
        List<Comparison> comparisons = new ArrayList<>();
        boolean sameArgument = false;
        for (JsonObject argument : call.objects("args")) {
            Comparison comparison = comparison(argument);
            for (Comparison other : comparisons) {
                sameArgument |= other.argument() == comparison.argument();
            }
            comparisons.add(comparison);
        }
        if (sameArgument) {
            // libseccomp takes one condition for an argument; runc, and so docker, then lets any of them do.
            comparisons.forEach(comparison -> rules.add(rule(action, List.of(comparison), names)));
        } else {
            rules.add(rule(action, comparisons, names));
        }
    }

    private static SyscallRule rule(int action, List<Comparison> comparisons, List<String> names) {
        return new SyscallRule(action, Set.of(), Optional.empty(), Optional.empty(), comparisons, names);
    }

    private static Comparison comparison(JsonObject argument) {
        int index = (int) argument.integer("index").orElse(0);
        if (index < 0 || index > 5) {
            throw new JsonException("'index': a call has arguments 0 to 5");
        }
        Operator operator = switch (argument.requireText("op")) {
            case "SCMP_CMP_NE" -> Operator.NOT_EQUAL;
            case "SCMP_CMP_LT" -> Operator.LESS;
            case "SCMP_CMP_LE" -> Operator.LESS_OR_EQUAL;
            case "SCMP_CMP_EQ" -> Operator.EQUAL;
            case "SCMP_CMP_GE" -> Operator.GREATER_OR_EQUAL;
            case "SCMP_CMP_GT" -> Operator.GREATER;
            case "SCMP_CMP_MASKED_EQ" -> Operator.MASKED_EQUAL;
            default -> throw new JsonException("'op': '" + argument.requireText("op") + "' is no comparison");
        };
        return new Comparison(index, operator, argument.integer("value").orElse(0), argument.integer("valueTwo").orElse(0));
    }

    private static int action(JsonObject json, String name, String errno) {
        String word = json.requireText(name);
        long number = json.integer(errno).orElse(Errno.EPERM);
        if (number < 0 || number > 4095) {
            throw new JsonException("'" + errno + "': " + number + " is no error number");
        }
        return switch (word) {
            case "SCMP_ACT_ALLOW" -> LibseccompCalls.ALLOW;
            case "SCMP_ACT_ERRNO" -> LibseccompCalls.error((int) number);
            case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> LibseccompCalls.KILL_THREAD;
            case "SCMP_ACT_KILL_PROCESS" -> LibseccompCalls.KILL_PROCESS;
            case "SCMP_ACT_TRAP" -> LibseccompCalls.TRAP;
            case "SCMP_ACT_LOG" -> LibseccompCalls.LOG;
            case "SCMP_ACT_TRACE" -> LibseccompCalls.TRACE | (int) number;
            case "SCMP_ACT_NOTIFY" -> throw new JsonException("'" + name + "': SCMP_ACT_NOTIFY needs a program to ask, and there is none");
            default -> throw new JsonException("'" + name + "': '" + word + "' is no action");
        };
    }
}
