package dev.groovebox.sandbox.spec;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.util.List;

/** A specification that can't be meant; names all its problems at once. */
public class SpecException extends EngineException {
    private final List<String> problems;

    /** @param problems each "word: what is wrong with it" */
    public SpecException(String action, String object, List<String> problems) {
        super(FailureKind.INVALID, action, object, String.join("; ", problems), "");
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
