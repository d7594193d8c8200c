package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.spec.BuildOptions;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.ContextSpec;
import dev.groovebox.sandbox.spec.ImageSource;
import dev.groovebox.sandbox.spec.ImageSpec;
import dev.groovebox.sandbox.spec.RunMount;
import dev.groovebox.sandbox.spec.SpecException;
import dev.groovebox.sandbox.spec.StepRules;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words inside {@code image('name') { }}: steps of a build, in the order in which they are written. Each instruction
 * of a Dockerfile has its word. Here are those for what the image stands on and where its files come from.
 */
public final class ImageBlock extends ImageFileWords {
    private final List<String> ignored = new ArrayList<>();
    private final IncludedFiles included;
    private Path context;
    private boolean ignoredSaid;
    private boolean useCache = true;
    private Optional<String> pendingStage = Optional.empty();

    ImageBlock(SandboxScript script) {
        super(script);
        included = new IncludedFiles(script.context());
        context = script.context().folder();
    }

    ImageSpec spec(String name, BuildSettings settings) {
        if (instructions().stream().map(each -> each.step()).filter(step -> !(step instanceof BuildStep.Arg)).findFirst()
                .filter(BuildStep.From.class::isInstance).isEmpty()) {
            throw new SpecException("invalid image", name,
                    List.of("from: the first word of an image must be from, with arg alone before it"));
        }
        BuildOptions options = settings.options(!useCache);
        return new ImageSpec(List.of(name), instructions(), Optional.of(new ContextSpec(context, ignored())), settings.contexts(),
                options, Optional.of(script().context().origin()));
    }

    /** The context's own file is only read if something of the context is. */
    private List<String> ignored() {
        List<String> patterns = new ArrayList<>();
        if (!ignoredSaid && instructions().stream().anyMatch(each -> readsContext(each.step()))) {
            patterns.addAll(script().context().perform(new ImageOperation.ReadIgnored(context)));
        }
        patterns.addAll(ignored);
        return patterns;
    }

    private static boolean readsContext(BuildStep step) {
        if (step instanceof BuildStep.Run run) {
            return run.mounts().stream().anyMatch(mount -> mount instanceof RunMount.Bind bind && bind.from().isEmpty());
        }
        return step instanceof BuildStep.Add || step instanceof BuildStep.Copy copy && copy.from().isEmpty();
    }

    @Word(value = "what the image is built on; as: names a stage that later ones use", takes = "an image's name, host(...) or scratch",
            example = "from 'host/base', as: 'build'")
    public void from(Object image) {
        from(Map.of(), image);
    }

    public void from(Map<String, ?> options, Object image) {
        NamedValues named = new NamedValues(this, "from", options, "as", "platform");
        String stage = named.text("as").or(() -> pendingStage).orElse("");
        pendingStage = Optional.empty();
        if (!stage.isEmpty() && !StepRules.isStageName(stage)) {
            problem("as", "'" + stage + "' is no name of a stage: a small letter, then small letters, digits, '-', '_' and '.'");
        }
        String platform = checked("from", named.text("platform").orElse(""));
        source(image).ifPresentOrElse(
                source -> step("from", source, given -> new BuildStep.From(given, stage, platform)),
                () -> problem("from", "from takes an image's name, host(...) or scratch, not " + Misuse.shown(image)));
    }

    private Optional<ImageSource> source(Object image) {
        if (image instanceof ImageSource source) {
            return Optional.of(source);
        } else if (image instanceof ImageSummary built) {
            return Optional.of(new ImageSource.Named(built.id()));
        } else if (image instanceof ImageHandle built) {
            return Optional.of(new ImageSource.Named(built.getId()));
        } else if (image instanceof CharSequence text) {
            String name = checked("from", text.toString());
            return Optional.of(name.equals("scratch") ? new ImageSource.Scratch() : new ImageSource.Named(name));
        }
        return Optional.empty();
    }

    @Word(value = "a stage with a name; its first word is from", takes = "a name and a block",
            example = "stage('build') { from 'host/base' }")
    public void stage(String name, @DelegatesTo(value = ImageBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> steps) {
        ifGiven("stage", name, given -> {
            pendingStage = Optional.of(given);
            Closure<?> words = steps.rehydrate(this, steps.getOwner(), steps.getThisObject());
            words.setResolveStrategy(Closure.DELEGATE_ONLY);
            words.call();
            if (pendingStage.isPresent()) {
                problem("stage", "the stage '" + given + "' needs from as its first word");
                pendingStage = Optional.empty();
            }
        });
    }

    @Word(value = "this machine's own programs, with the libraries they need",
            takes = "names of commands or Debian packages", example = "from host('bash', 'coreutils', certificates: true)")
    public ImageSource.Host host(String... programs) {
        return host(Map.of(), programs);
    }

    public ImageSource.Host host(Map<String, ?> options, String... programs) {
        return programs(this, options, programs);
    }

    static ImageSource.Host programs(Problems problems, Map<String, ?> options, String... programs) {
        NamedValues named = new NamedValues(problems, "host", options, "certificates");
        return new ImageSource.Host(List.of(programs), named.flag("certificates"));
    }

    @Word(value = "an image with nothing in it", example = "from scratch")
    public ImageSource getScratch() {
        return new ImageSource.Scratch();
    }

    @Word(value = "nothing: no network, no check", example = "run 'make', network: none")
    public Object getNone() {
        return None.NONE;
    }

    @Word(value = "arguments of the build, with defaults or without", takes = "names, or names and values",
            example = "arg VERSION: '1.0'")
    public void arg(Object... given) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        for (Object each : given) {
            if (each instanceof Map<?, ?> named) {
                texts(named).forEach((name, value) -> values.put(name, value == null ? Optional.empty() : argument(value)));
            } else if (each instanceof CharSequence name) {
                values.put(name.toString(), Optional.empty());
            } else {
                problem("arg", "arg takes names, or names and values, not " + Misuse.shown(each));
            }
        }
        step("arg", values, BuildStep.Arg::new);
    }

    private Optional<String> argument(Object value) {
        Optional<String> text = Texts.of(value);
        if (text.isEmpty()) {
            problem("arg", "arg takes texts as defaults, or null for none, not " + Misuse.shown(value));
        }
        return text.map(given -> checked("arg", given));
    }

    @Word(value = "the words of another file, as if they stood here", takes = "a path", example = "include 'base.groovy'")
    public void include(String file) {
        ifGiven("include", file, path -> included.include(path, this));
    }

    @Word(value = "the folder that copy reads from; the script's own unless said", takes = "a path",
            example = "context 'web'")
    public void context(Map<String, ?> options, String folder) {
        List<String> patterns = new NamedValues(this, "context", options, "ignore").texts("ignore");
        ignoredSaid |= options.containsKey("ignore");
        ignored.addAll(patterns);
        context(folder);
    }

    public void context(String folder) {
        ifGiven("context", folder, path -> context = included.resolve(path));
    }

    @Word(value = "what of the context is not there, beside what .dockerignore says", takes = "patterns of .dockerignore",
            example = "ignore '*.log', '!keep.log'")
    public void ignore(String... patterns) {
        ifGiven("ignore", List.of(patterns), ignored::addAll);
    }

    @Word(value = "runs every step again, whatever was built before", takes = "()", example = "noCache()")
    public void noCache() {
        useCache = false;
    }
}
