package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import java.util.List;
import java.util.stream.Collectors;

/** A Dockerfile that can't be built as it stands; tells all that is wrong with it at once, each with its line. */
public final class DockerfileException extends EngineException {
    /** A file that is no Dockerfile at all is wrong in every line. */
    private static final int MOST_SHOWN = 10;

    private final transient List<Problem> problems;

    public DockerfileException(List<Problem> problems) {
        super(new Failure(FailureKind.INVALID, place(problems.get(0)), "", problems.get(0).message(), ""));
        this.problems = List.copyOf(problems);
    }

    private static String place(Problem problem) {
        return problem.line() == 0 ? problem.file() : problem.file() + ":" + problem.line();
    }

    public List<Problem> problems() {
        return problems;
    }

    @Override
    public String getMessage() {
        int more = problems.size() - MOST_SHOWN;
        return problems.stream().limit(MOST_SHOWN).map(Problem::text).collect(Collectors.joining("\n"))
                + (more > 0 ? "\nand " + more + " more" : "");
    }
}
