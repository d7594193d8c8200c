package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.spec.Instruction;

/** Says with a step's failure where the step was written. */
final class StepFailures {
    private StepFailures() {}

    static EngineException at(Instruction instruction, EngineException failure) {
        if (!instruction.place().isKnown() || failure instanceof BuildStepException) {
            return failure;
        }
        Failure told = failure.failure();
        Failure placed = new Failure(
                told.kind(), instruction.place() + ": " + told.action(), told.object(), told.cause(), told.remedy());
        return new PlacedException(placed, failure, instruction);
    }

    /** Shows the instruction itself below the failure's line. */
    private static final class PlacedException extends EngineException {
        private static final long serialVersionUID = 1;

        PlacedException(Failure failure, EngineException cause, Instruction instruction) {
            super(failure, instruction.place().text().lines().toList());
            initCause(cause);
        }
    }
}
