package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.build.dockerfile.DockerfileReader;
import dev.groovebox.sandbox.build.pattern.PatternException;
import dev.groovebox.sandbox.build.text.TextException;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.Instruction;
import dev.groovebox.sandbox.spec.SourcePlace;
import dev.groovebox.sandbox.spec.SpecException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Does the steps of one stage, one after the other. */
final class StageBuild {
    private final BuildSession session;
    private final StageGraph graph;
    private final StageResults results;
    private final StepTurns turns;
    private final StageArguments arguments;
    private final BaseSteps bases;
    private final CopySteps copies;
    private final RunSteps runs;

    StageBuild(BuildSession session, StageGraph graph, StageResults results, StepTurns turns) {
        this.session = session;
        this.graph = graph;
        this.results = results;
        this.turns = turns;
        this.arguments = new StageArguments(graph.arguments(), session.options());
        BuildSources sources = new BuildSources(session, graph, results);
        LayerSteps layers = new LayerSteps(session);
        this.copies = new CopySteps(session, layers, sources);
        this.bases = new BaseSteps(session, graph, copies);
        this.runs = new RunSteps(session, layers, sources, arguments);
    }

    /** @param first the number of its first step in the whole build */
    BuildState build(Stage stage, int first, int total) throws IOException, InterruptedException {
        boolean useCache = !session.options().noCache()
                && session.options().noCacheStages().stream().noneMatch(name -> name.equals(stage.title()) || stage.isCalled(name));
        BuildState state = begin(new StepScope(stage.begin(), first, total, stage, place(stage, "base"), useCache));
        List<Instruction> triggers = triggers(state, stage);
        if (!triggers.isEmpty()) {
            state = state.withExecution(state.execution().withOnBuild(List.of()));
        }
        int index = 0;
        for (Instruction trigger : triggers) {
            state = step(new StepScope(trigger, first, total, stage, place(stage, "trigger " + index++), useCache), state);
        }
        index = 0;
        for (Instruction instruction : stage.steps()) {
            index++;
            state = step(new StepScope(instruction, first + index, total, stage, place(stage, "step " + index), useCache), state);
        }
        return state;
    }

    private String place(Stage stage, String step) {
        return session.spec.origin().orElse("") + "|" + session.spec.name() + "|" + stage.title() + "|" + step;
    }

    private BuildState begin(StepScope scope) throws IOException, InterruptedException {
        Stage stage = scope.stage();
        var base = graph.base(stage);
        if (base.isPresent()) {
            // Waited for before the step begins, so that it counts no other's time.
            BuildState state = results.of(base.get()).asBase();
            return told(stage.begin(), scope.number(), scope.total(), stage, () -> state);
        }
        return told(stage.begin(), scope.number(), scope.total(), stage, () -> bases.begin(scope));
    }

    /** Instructions that the base left for those who build on it; not for who builds on this image then. */
    private List<Instruction> triggers(BuildState state, Stage stage) {
        List<Instruction> triggers = new ArrayList<>();
        for (String text : state.execution().onBuild()) {
            String origin = "ONBUILD of " + stage.from().words().substring("FROM ".length());
            Instruction trigger = new Instruction(DockerfileReader.trigger(origin, text), new SourcePlace(origin, 0, text));
            addToGraph(stage, trigger);
            triggers.add(trigger);
        }
        return triggers;
    }

    private void addToGraph(Stage stage, Instruction trigger) {
        try {
            graph.add(stage, trigger.step());
        } catch (SpecException e) {
            throw StepFailures.at(trigger, e);
        }
    }

    private interface Work {
        BuildState done() throws IOException, InterruptedException;
    }

    private BuildState step(StepScope scope, BuildState state) throws IOException, InterruptedException {
        // Before it takes its turn, which the others may need, and begins.
        for (Stage needed : graph.needs(scope.stage(), scope.instruction().step())) {
            results.of(needed);
        }
        return told(scope.instruction(), scope.number(), scope.total(), scope.stage(), () -> apply(scope, state));
    }

    private BuildState told(Instruction instruction, int number, int total, Stage stage, Work work)
            throws IOException, InterruptedException {
        turns.take();
        session.events.accept(new Event.StepStarted(number, total, instruction.step().words(),
                graph.stages().size() > 1 ? stage.title() : ""));
        long begun = System.nanoTime();
        BuildState state = null;
        try {
            state = work.done();
            return state;
        } catch (TextException | PatternException e) {
            throw StepFailures.at(instruction, new EngineException(
                    FailureKind.INVALID, "cannot do", instruction.step().words(), e.getMessage(), ""));
        } catch (EngineException e) {
            throw StepFailures.at(instruction, e);
        } finally {
            turns.giveBack();
            session.events.accept(state == null
                    ? new Event.StepFailed(number, total)
                    : new Event.StepFinished(number, total, state.cached(), Duration.ofNanos(System.nanoTime() - begun)));
        }
    }

    private BuildState apply(StepScope scope, BuildState state) throws IOException, InterruptedException {
        BuildStep written = scope.instruction().step();
        if (written instanceof BuildStep.Arg arg) {
            return state.withArguments(arguments.declared(arg, state), written.words());
        }
        BuildStep step = new StepExpansion(name -> arguments.value(state, name)).expand(written);
        if (step instanceof BuildStep.Run run) {
            return runs.run(scope, state, run);
        } else if (step instanceof BuildStep.Copy copy) {
            return copies.copy(scope, state, copy);
        } else if (step instanceof BuildStep.Add add) {
            return copies.add(scope, state, add);
        } else if (step instanceof BuildStep.Workdir workdir) {
            return workdir(scope, state, workdir);
        }
        return ConfigSteps.apply(state, step);
    }

    private BuildState workdir(StepScope scope, BuildState state, BuildStep.Workdir step)
            throws IOException, InterruptedException {
        String folder = CopySteps.absolute(step.path(), state);
        if (copies.isFolder(state, folder)) {
            return state.withExecution(state.execution().withWorkingFolder(folder), step.words());
        }
        BuildState made = copies.makeFolder(scope, state, folder, step.words());
        return made.withExecution(made.execution().withWorkingFolder(folder));
    }
}
