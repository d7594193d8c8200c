package dev.groovebox.dsl.script;

import java.util.List;
import java.util.stream.Collectors;

/** A script can't be compiled, or ended with a failure. Its message is what the user is shown. */
public final class ScriptException extends RuntimeException {
    private final transient List<ScriptFailure> failures;
    private final int exitCode;

    /**
     * @param exitCode the engine's own where one of its failures ended the script, else 1
     * @param cause for --debug
     */
    public ScriptException(List<ScriptFailure> failures, int exitCode, Throwable cause) {
        super(failures.stream().map(ScriptFailure::text).collect(Collectors.joining("\n")), cause);
        this.failures = List.copyOf(failures);
        this.exitCode = exitCode;
    }

    ScriptException(List<ScriptFailure> failures, int exitCode) {
        this(failures, exitCode, null);
    }

    public List<ScriptFailure> failures() {
        return failures;
    }

    public int exitCode() {
        return exitCode;
    }
}
