package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.ImageSource;
import dev.groovebox.sandbox.spec.ImageSpec;
import dev.groovebox.sandbox.spec.Instruction;
import dev.groovebox.sandbox.spec.RunMount;
import dev.groovebox.sandbox.spec.SpecException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The stages of a build, and which of them need which. What triggers need is added when the bases that have them are read. */
final class StageGraph {
    private final ImageSpec spec;
    private final List<Stage> stages;
    private final GlobalArguments arguments;
    private final Map<Integer, Set<Stage>> ofTriggers = new HashMap<>();

    private StageGraph(ImageSpec spec, List<Stage> stages, GlobalArguments arguments) {
        this.spec = spec;
        this.stages = stages;
        this.arguments = arguments;
    }

    static StageGraph of(ImageSpec spec) {
        List<Instruction> globals = new ArrayList<>();
        List<Stage> stages = new ArrayList<>();
        Instruction begin = null;
        List<Instruction> steps = new ArrayList<>();
        for (Instruction instruction : spec.instructions()) {
            if (instruction.step() instanceof BuildStep.From) {
                if (begin != null) {
                    stages.add(new Stage(stages.size(), begin, steps));
                }
                begin = instruction;
                steps = new ArrayList<>();
            } else if (begin != null) {
                steps.add(instruction);
            } else if (instruction.step() instanceof BuildStep.Arg) {
                globals.add(instruction);
            } else {
                throw new SpecException("invalid image", spec.name(),
                        List.of("from: an image begins with what it is built on"));
            }
        }
        if (begin == null) {
            throw new SpecException("invalid image", spec.name(), List.of("from: an image begins with what it is built on"));
        }
        stages.add(new Stage(stages.size(), begin, steps));
        return new StageGraph(spec, stages, GlobalArguments.of(globals, spec.options()));
    }

    GlobalArguments arguments() {
        return arguments;
    }

    List<Stage> stages() {
        return stages;
    }

    /** @param name absent: the last one */
    Stage target(Optional<String> name) {
        if (name.isEmpty()) {
            return stages.get(stages.size() - 1);
        }
        return find(name.get(), stages.size()).orElseThrow(() -> new SpecException("cannot build", spec.name(),
                List.of("target: there is no stage '" + name.get() + "'" + NearestWord.hint(name.get(), names()))));
    }

    private List<String> names() {
        return stages.stream().map(Stage::title).toList();
    }

    /** The stage that a word means; the last of that name before {@code end}. */
    Optional<Stage> find(String word, int end) {
        for (int i = end - 1; i >= 0; i--) {
            if (stages.get(i).isCalled(word)) {
                return Optional.of(stages.get(i));
            }
        }
        boolean number = !word.isEmpty() && word.length() < 6 && word.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && Integer.parseInt(word) < end ? Optional.of(stages.get(Integer.parseInt(word))) : Optional.empty();
    }

    /** What the stage is built on, when that is a stage, and no named context; a stage never means itself or a later one. */
    Optional<Stage> base(Stage stage) {
        if (!(stage.from().source() instanceof ImageSource.Named)) {
            return Optional.empty();
        }
        String name = arguments.reference(stage);
        if (spec.namedContext(name).isPresent()) {
            return Optional.empty();
        }
        for (int i = stage.number() - 1; i >= 0; i--) {
            if (stages.get(i).isCalled(name)) {
                return Optional.of(stages.get(i));
            }
        }
        return Optional.empty();
    }

    /** The stage that {@code --from} means; a named context comes first. */
    Optional<Stage> source(Stage stage, String from) {
        if (spec.namedContext(from).isPresent()) {
            return Optional.empty();
        }
        Optional<Stage> earlier = find(from, stage.number());
        if (earlier.isPresent()) {
            return earlier;
        }
        return stages.stream().filter(other -> other.number() != stage.number() && other.isCalled(from)).findFirst();
    }

    /** The target and all that it needs, in their order. */
    synchronized List<Stage> needed(Stage target) {
        Set<Integer> numbers = new TreeSet<>();
        visit(target, numbers, new LinkedHashSet<>());
        return numbers.stream().map(stages::get).toList();
    }

    /** @throws SpecException when the trigger, which the stage's base left, needs a stage that needs this one */
    synchronized void add(Stage stage, BuildStep trigger) {
        ofTriggers.computeIfAbsent(stage.number(), first -> new LinkedHashSet<>()).addAll(needs(stage, trigger));
        visit(stage, new TreeSet<>(), new LinkedHashSet<>());
    }

    private void visit(Stage stage, Set<Integer> done, LinkedHashSet<Integer> way) {
        if (!way.add(stage.number())) {
            throw new SpecException("invalid image", spec.name(), List.of("stages: they need each other in a circle: "
                    + String.join(" -> ", way.stream().map(number -> stages.get(number).title()).toList()) + " -> "
                    + stage.title()));
        }
        if (!done.contains(stage.number())) {
            for (Stage other : needs(stage)) {
                visit(other, done, way);
            }
            done.add(stage.number());
        }
        way.remove(stage.number());
    }

    private Set<Stage> needs(Stage stage) {
        Set<Stage> needs = new LinkedHashSet<>();
        base(stage).ifPresent(needs::add);
        for (Instruction instruction : stage.steps()) {
            needs.addAll(needs(stage, instruction.step()));
        }
        needs.addAll(ofTriggers.getOrDefault(stage.number(), Set.of()));
        return needs;
    }

    /** The stages that a step of the stage reads from. */
    Set<Stage> needs(Stage stage, BuildStep step) {
        Set<Stage> needs = new LinkedHashSet<>();
        for (String from : sources(step)) {
            source(stage, from).ifPresent(needs::add);
        }
        return needs;
    }

    private static Set<String> sources(BuildStep step) {
        Set<String> from = new HashSet<>();
        if (step instanceof BuildStep.Copy copy) {
            from.add(copy.from());
        } else if (step instanceof BuildStep.Run run) {
            for (RunMount mount : run.mounts()) {
                if (mount instanceof RunMount.Bind bind) {
                    from.add(bind.from());
                } else if (mount instanceof RunMount.Cache cache) {
                    from.add(cache.from());
                }
            }
        }
        from.remove("");
        return from;
    }
}
