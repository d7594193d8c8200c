package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.spec.SourcePlace;
import java.util.List;

/** A step's program failed. The steps before it stay in the cache. */
public class BuildStepException extends EngineException {
    private static final long serialVersionUID = 1;

    private final int step;
    private final int exitCode;
    private final transient List<String> lastLines;
    private final transient SourcePlace place;

    /** @param lastLines of what the step printed, at most 20 */
    BuildStepException(String image, StepScope scope, String words, StepRunner.StepResult result, List<String> lastLines) {
        super(new Failure(FailureKind.BUILD, placed(scope) + "cannot build image", image,
                "step " + scope.number() + " of " + scope.total() + ", " + firstLine(words) + ", "
                        + (result.oom() ? "ran out of memory (exit code " : "failed (exit code ") + result.exitCode() + ")",
                lastLines.isEmpty() ? "it printed nothing" : "its last lines were:"), lastLines);
        this.step = scope.number();
        this.exitCode = result.exitCode();
        this.lastLines = List.copyOf(lastLines);
        this.place = scope.instruction().place();
    }

    private static String placed(StepScope scope) {
        return scope.instruction().place().isKnown() ? scope.instruction().place() + ": " : "";
    }

    private static String firstLine(String words) {
        int end = words.indexOf('\n');
        return end < 0 ? words : words.substring(0, end) + " ...";
    }

    /** The number of the step that failed, from 1. */
    public int step() {
        return step;
    }

    public int exitCode() {
        return exitCode;
    }

    public List<String> lastLines() {
        return lastLines;
    }

    /** Where the step was written. */
    public SourcePlace place() {
        return place;
    }
}
