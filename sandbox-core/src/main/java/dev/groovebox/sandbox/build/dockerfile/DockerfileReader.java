package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.Instruction;
import dev.groovebox.sandbox.spec.SourcePlace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the text of a Dockerfile. A wrong instruction does not keep the later ones from being read. */
public final class DockerfileReader {
    private final String file;
    private final List<String> source;
    private final LineReader lines;
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final Set<String> stages = new HashSet<>();

    private DockerfileReader(String file, String text) {
        this.file = file;
        this.source = text.lines().toList();
        this.lines = new LineReader(text);
    }

    /**
     * @param file what errors call it
     * @throws DockerfileException telling all that is wrong
     */
    public static Dockerfile read(String file, String text) {
        DockerfileReader reader = new DockerfileReader(file, text);
        reader.readAll();
        reader.checkBeginning();
        return new Dockerfile(file, reader.done(), reader.warnings);
    }

    /**
     * Reads the instruction that an image's ONBUILD holds.
     *
     * @param origin what errors call it, such as "ONBUILD of base:1"
     * @throws DockerfileException when it isn't one
     */
    public static BuildStep trigger(String origin, String text) {
        DockerfileReader reader = new DockerfileReader(origin, text);
        reader.readAll();
        List<Instruction> read = reader.done();
        if (read.size() != 1) {
            throw new DockerfileException(List.of(new Problem(origin, 0, "", 0, "it is not one instruction")));
        }
        return read.get(0).step();
    }

    private List<Instruction> done() {
        if (!problems.isEmpty()) {
            throw new DockerfileException(problems);
        }
        return instructions;
    }

    private void readAll() {
        if (source.stream().anyMatch(line -> line.indexOf('\0') >= 0)) {
            problems.add(new Problem(file, 0, "", 0, "it holds a NUL character"));
            return;
        }
        Optional<LogicalLine> next = next();
        while (next.isPresent()) {
            LogicalLine line = next.get();
            try {
                read(line);
            } catch (InstructionException e) {
                problem(line, e);
            }
            next = next();
        }
        lines.directives().foreignSyntax().ifPresent(image ->
                warnings.add(new Problem(file, 1, source.get(0), 0, "the syntax of '" + image + "' is read as Docker's own")));
    }

    private Optional<LogicalLine> next() {
        while (true) {
            try {
                return lines.instruction();
            } catch (InstructionException e) {
                problems.add(Problem.at(file, source, lines.line(), lines.line(), e.word(), e.getMessage()));
            }
        }
    }

    private void read(LogicalLine line) {
        InstructionReader reader = new InstructionReader(new WordReader(lines.words()));
        LogicalLine whole = reader.takesHeredocs(line.text()) ? lines.withHeredocs(line) : line;
        BuildStep step = reader.read(whole);
        String text = String.join("\n", source.subList(line.first() - 1, Math.min(line.last(), source.size())));
        instructions.add(new Instruction(step, new SourcePlace(file, line.first(), text)));
        warn(line, step);
    }

    private void problem(LogicalLine line, InstructionException e) {
        problems.add(Problem.at(file, source, line.first(), line.last(), e.word(), e.getMessage()));
    }

    private void warn(LogicalLine line, BuildStep step) {
        if (line.gap()) {
            warning(line, "a blank line stands between continued lines");
        }
        if (step instanceof BuildStep.Maintainer) {
            warning(line, "MAINTAINER is deprecated: use LABEL org.opencontainers.image.authors=...");
        }
        if (step instanceof BuildStep.From from && !from.stage().isEmpty() && !stages.add(from.stage())) {
            warning(line, "a stage '" + from.stage() + "' was there before; this one takes its name");
        }
        String rest = WordReader.firstAndRest(line.text().strip())[1];
        if (rest.startsWith("[") && WordReader.json(rest).isEmpty() && !(step instanceof BuildStep.Run)) {
            warning(line, "this looks like the JSON form and is none, so it is taken as it stands");
        }
    }

    private void warning(LogicalLine line, String message) {
        warnings.add(Problem.at(file, source, line.first(), line.last(), "", message));
    }

    private void checkBeginning() {
        Optional<Instruction> first = instructions.stream().filter(each -> !(each.step() instanceof BuildStep.Arg)).findFirst();
        boolean begun = first.isPresent() && first.get().step() instanceof BuildStep.From;
        if (problems.isEmpty() && !begun) {
            int line = first.map(each -> each.place().line()).orElse(0);
            problems.add(Problem.at(file, source, line, line, "", instructions.isEmpty()
                    ? "it holds no instructions"
                    : "the first instruction must be FROM, with ARG alone before it"));
        }
    }
}
