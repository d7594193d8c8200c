package dev.groovebox.sandbox.linux.seccomp;

import static dev.groovebox.sandbox.linux.seccomp.FilterAssembler.JUMP_EQUAL;
import static dev.groovebox.sandbox.linux.seccomp.FilterAssembler.JUMP_GREATER;
import static dev.groovebox.sandbox.linux.seccomp.FilterAssembler.JUMP_GREATER_OR_EQUAL;

import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.LibseccompCalls;
import dev.groovebox.sandbox.linux.seccomp.Architecture.CallInterface;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Instructions that run before libseccomp's. A number above all that the profile knows fails with ENOSYS, as in a
 * kernel without that call: programs then fall back, which they don't on EPERM. And calls that libseccomp has no
 * name for are allowed by their numbers. Everything else goes on to the filter behind.
 */
record UnknownCallStub(List<CallInterface> callInterfaces, Set<String> allowedByNumber) {
    /** Offsets in struct seccomp_data. */
    private static final int NUMBER = 0;
    private static final int AUDIT = 4;
    /** The label just behind the last instruction, where libseccomp's filter begins. */
    private static final String FILTER = "filter";
    private static final String ABSENT = "absent";
    private static final String ALLOWED = "allowed";

    byte[] instructions() {
        FilterAssembler program = new FilterAssembler().load(AUDIT);
        Map<Integer, List<CallInterface>> byAudit = new LinkedHashMap<>();
        for (CallInterface callInterface : callInterfaces) {
            byAudit.merge(callInterface.audit(), List.of(callInterface), UnknownCallStub::joined);
        }
        byAudit.keySet().forEach(audit -> program.jumpIf(JUMP_EQUAL, audit, label("audit", audit)));
        // An interface that the filter does not have is libseccomp's to punish.
        program.jump(FILTER);
        byAudit.forEach((audit, interfaces) -> addAll(program, audit, interfaces));
        return program
                .label(ALLOWED).answer(LibseccompCalls.ALLOW)
                .label(ABSENT).answer(LibseccompCalls.error(Errno.ENOSYS))
                .label(FILTER)
                .assemble();
    }

    /** Interfaces that share an audit number differ by their numbers' offset; the greatest offset is asked first. */
    private void addAll(FilterAssembler program, int audit, List<CallInterface> interfaces) {
        program.label(label("audit", audit)).load(NUMBER);
        interfaces.stream()
                .filter(callInterface -> callInterface.offset() > 0)
                .forEach(callInterface -> program.jumpIf(
                        JUMP_GREATER_OR_EQUAL, callInterface.offset(), label("interface", callInterface.libseccomp())));
        for (CallInterface callInterface : interfaces) {
            program.label(label("interface", callInterface.libseccomp()));
            add(program, callInterface);
        }
    }

    private void add(FilterAssembler program, CallInterface callInterface) {
        int offset = callInterface.offset();
        if (callInterface.extraFirst() <= callInterface.extraLast()) {
            program.jumpIf(JUMP_GREATER, offset + callInterface.extraLast(), ABSENT);
            String common = label("common", callInterface.libseccomp());
            String extra = label("extra", callInterface.libseccomp());
            program.jumpIf(JUMP_GREATER_OR_EQUAL, offset + callInterface.extraFirst(), extra);
            program.jump(common).label(extra).jump(FILTER).label(common);
        }
        program.jumpIf(JUMP_GREATER, offset + RecentCalls.GREATEST, ABSENT);
        for (int number : numbers(callInterface)) {
            program.jumpIf(JUMP_EQUAL, offset + number, ALLOWED);
        }
        program.jump(FILTER);
    }

    private Set<Integer> numbers(CallInterface callInterface) {
        Set<Integer> numbers = new TreeSet<>();
        allowedByNumber.forEach(name -> RecentCalls.number(name, callInterface).ifPresent(numbers::add));
        return numbers;
    }

    private static List<CallInterface> joined(List<CallInterface> some, List<CallInterface> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static String label(String kind, int number) {
        return kind + " " + Integer.toHexString(number);
    }
}
