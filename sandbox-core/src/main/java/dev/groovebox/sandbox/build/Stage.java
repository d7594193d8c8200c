package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.Instruction;
import java.util.List;
import java.util.Locale;

/**
 * A stage of a build.
 *
 * @param number from 0
 * @param begin its FROM
 * @param steps what follows it
 */
record Stage(int number, Instruction begin, List<Instruction> steps) {
    Stage {
        steps = List.copyOf(steps);
    }

    BuildStep.From from() {
        return (BuildStep.From) begin.step();
    }

    boolean isCalled(String name) {
        return !from().stage().isEmpty() && from().stage().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT));
    }

    /** As people know it: its name, or its number. */
    String title() {
        return from().stage().isEmpty() ? Integer.toString(number) : from().stage();
    }
}
