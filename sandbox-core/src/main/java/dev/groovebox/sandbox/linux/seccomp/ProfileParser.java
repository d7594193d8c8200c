package dev.groovebox.sandbox.linux.seccomp;

import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.LibseccompCalls;
import dev.groovebox.sandbox.linux.LibseccompCalls.Comparison;
import dev.groovebox.sandbox.linux.LibseccompCalls.Operator;
import dev.groovebox.sandbox.linux.capability.Capability;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/** Reads a profile's text; its grammar is told at the head of default.profile. */
final class ProfileParser {
    private final Deque<String> words;
    private int action;
    private Set<Architecture> architectures = EnumSet.noneOf(Architecture.class);
    private Optional<Capability> with = Optional.empty();
    private Optional<Capability> without = Optional.empty();
    private Optional<Comparison> comparison = Optional.empty();

    private ProfileParser(String header) {
        words = new ArrayDeque<>(Arrays.asList(header.split(" +")));
    }

    /** @throws IllegalArgumentException for a line that is no rule */
    static List<SyscallRule> parse(String text) {
        List<SyscallRule> rules = new ArrayList<>();
        String header = "";
        List<String> names = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith(" ")) {
                names.addAll(Arrays.asList(line.strip().split(" +")));
            } else {
                addRule(rules, header, names);
                header = line;
                names.clear();
            }
        }
        addRule(rules, header, names);
        return rules;
    }

    private static void addRule(List<SyscallRule> rules, String header, List<String> names) {
        if (header.isEmpty() && names.isEmpty()) {
            return;
        }
        if (header.isEmpty() || names.isEmpty()) {
            throw new IllegalArgumentException("a rule without names, or names without a rule: " + header + names);
        }
        try {
            rules.add(new ProfileParser(header).rule(names));
        } catch (IllegalArgumentException | NoSuchElementException malformed) {
            throw new IllegalArgumentException("not a rule: " + header, malformed);
        }
    }

    private SyscallRule rule(List<String> names) {
        action = switch (words.remove()) {
            case "allow" -> LibseccompCalls.ALLOW;
            case "refuse" -> LibseccompCalls.error(errno(words.remove()));
            default -> throw new IllegalArgumentException("neither allow nor refuse");
        };
        while (!words.isEmpty()) {
            switch (words.remove()) {
                case "on" -> architectures = architectures(words.remove());
                case "with" -> with = Optional.of(Capability.valueOf(words.remove()));
                case "without" -> without = Optional.of(Capability.valueOf(words.remove()));
                case "where" -> comparison = Optional.of(comparison());
                default -> throw new IllegalArgumentException("unknown word");
            }
        }
        return new SyscallRule(action, architectures, with, without, comparison.stream().toList(), names);
    }

    private static int errno(String name) {
        return switch (name) {
            case "EPERM" -> Errno.EPERM;
            case "ENOSYS" -> Errno.ENOSYS;
            default -> throw new IllegalArgumentException("unknown errno");
        };
    }

    private static Set<Architecture> architectures(String list) {
        Set<Architecture> set = EnumSet.noneOf(Architecture.class);
        for (String name : list.split(",")) {
            set.add(Architecture.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        return set;
    }

    private Comparison comparison() {
        int argument = Integer.parseInt(words.remove());
        String operator = words.remove();
        long operand = Long.decode(words.remove());
        return switch (operator) {
            case "<" -> new Comparison(argument, Operator.LESS, operand, 0);
            case "==" -> new Comparison(argument, Operator.EQUAL, operand, 0);
            case ">" -> new Comparison(argument, Operator.GREATER, operand, 0);
            case "&" -> masked(argument, operand);
            default -> throw new IllegalArgumentException("unknown operator");
        };
    }

    private Comparison masked(int argument, long mask) {
        if (!words.remove().equals("==")) {
            throw new IllegalArgumentException("a mask is compared by ==");
        }
        return new Comparison(argument, Operator.MASKED_EQUAL, mask, Long.decode(words.remove()));
    }
}
