package dev.groovebox.sandbox.failure;

import java.util.List;
import java.util.stream.Collectors;

/** Carries a {@link Failure} to the face that shows it. Its message is the failure's one line. */
public class EngineException extends RuntimeException {
    private final Failure failure;

    public EngineException(Failure failure) {
        super(failure.line());
        this.failure = failure;
    }

    public EngineException(Failure failure, Throwable cause) {
        super(failure.line(), cause);
        this.failure = failure;
    }

    /** @param detail lines shown below the failure's own; whatever they hold, each stays one line */
    protected EngineException(Failure failure, List<String> detail) {
        super(failure.line()
                + detail.stream().map(line -> "\n    " + TerminalText.escapedLine(line)).collect(Collectors.joining()));
        this.failure = failure;
    }

    public EngineException(FailureKind kind, String action, String object, String cause, String remedy) {
        this(new Failure(kind, action, object, cause, remedy));
    }

    public Failure failure() {
        return failure;
    }
}
