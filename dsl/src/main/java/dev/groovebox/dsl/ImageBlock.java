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
import dev.groovebox.sandbox.spec.SignalNumber;
import dev.groovebox.sandbox.spec.StepRules;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words inside {@code image('name') { }}: steps of a build, in the order in which they are written. Each instruction
 * of a Dockerfile has its word.
 */
public final class ImageBlock extends BuildSteps {
    private static final String PATHS = "paths and a target: copy 'src', to: '/app'";

    private final MountWords mounts = new MountWords(this);
    private final List<String> ignored = new ArrayList<>();
    private final IncludedFiles included;
    private Path context;
    private boolean ignoredSaid;
    private boolean useCache = true;
    private Optional<String> pendingStage = Optional.empty();

    ImageBlock(SandboxScript script) {
        super(script, "image");
        included = new IncludedFiles(script.context());
        context = script.context().folder();
    }

    /** What {@code none} stands for. */
    enum None {
        NONE
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

    private static Map<String, Object> texts(Map<?, ?> named) {
        Map<String, Object> texts = new LinkedHashMap<>();
        named.forEach((name, value) -> texts.put(String.valueOf(name), value));
        return texts;
    }

    @Word(value = "runs a command and keeps what it changes", takes = COMMAND, example = "run 'mkdir /data'")
    public void run(Object... command) {
        MountWords.RunOptions options = mounts.options(options(command));
        command("run", words(command), given -> new BuildStep.Run(given.form(), options.mounts(), options.network(), options.scripts()));
    }

    /** Groovy puts named values first, wherever they are written. */
    private static Map<String, ?> options(Object[] given) {
        return given != null && given.length > 0 && given[0] instanceof Map<?, ?> named ? texts(named) : Map.of();
    }

    private static Object[] words(Object[] given) {
        boolean named = given != null && given.length > 0 && given[0] instanceof Map;
        return named ? Arrays.copyOfRange(given, 1, given.length) : given;
    }

    @Word(value = "for run: a folder that outlives the build", takes = "a path", example = "run 'make', mounts: [cache('/root/.cache')]")
    public RunMount cache(Map<String, ?> options, String target) {
        return mounts.cache(target, options);
    }

    public RunMount cache(String target) {
        return cache(Map.of(), target);
    }

    @Word(value = "for run: files of the context, a stage or an image, in no layer", takes = "a path",
            example = "run 'make', mounts: [bind('/src', source: 'src')]")
    public RunMount bind(Map<String, ?> options, String target) {
        return mounts.bind(target, options);
    }

    public RunMount bind(String target) {
        return bind(Map.of(), target);
    }

    @Word(value = "for run: a folder in memory", takes = "a path", example = "run 'make', mounts: [tmpfs('/tmp', size: 64.mb)]")
    public RunMount tmpfs(Map<String, ?> options, String target) {
        return mounts.tmpfs(target, options);
    }

    public RunMount tmpfs(String target) {
        return tmpfs(Map.of(), target);
    }

    @Word(value = "for run: a secret of the build, at /run/secrets or as a variable", takes = "its id",
            example = "run 'login', mounts: [secret('token', env: 'TOKEN')]")
    public RunMount secret(Map<String, ?> options, String id) {
        return mounts.secret(id, options);
    }

    public RunMount secret(String id) {
        return secret(Map.of(), id);
    }

    @Word(value = "for run: an ssh agent of the build", takes = "() or names and values", example = "run 'git fetch', mounts: [ssh()]")
    public RunMount ssh(Map<String, ?> options) {
        return mounts.ssh(options);
    }

    public RunMount ssh() {
        return ssh(Map.of());
    }

    @Word(value = "copies files of the context folder, or from: a stage or image", takes = PATHS,
            example = "copy 'app.sh', to: '/usr/bin/', mode: 0755")
    public void copy(String... sourcesAndTarget) {
        copy(target(sourcesAndTarget), sources(sourcesAndTarget));
    }

    public void copy(Map<String, ?> options, String... sources) {
        new CopyWords(this, "copy", options, sources, "from", "parents").copy().ifPresent(made -> step("copy", made, step -> step));
    }

    @Word(value = "copies too, unpacks archives, and fetches addresses", takes = "paths and a target: add 'src', to: '/app'",
            example = "add 'root.tar.gz', to: '/'")
    public void add(String... sourcesAndTarget) {
        add(target(sourcesAndTarget), sources(sourcesAndTarget));
    }

    public void add(Map<String, ?> options, String... sources) {
        new CopyWords(this, "add", options, sources, "checksum", "unpack", "keepGitDir").add()
                .ifPresent(made -> step("add", made, step -> step));
    }

    private static Map<String, ?> target(String[] words) {
        return words.length < 2 ? Map.of() : Map.of("to", words[words.length - 1]);
    }

    private static String[] sources(String[] words) {
        return Arrays.copyOf(words, Math.max(words.length - 1, 0));
    }

    @Word(value = "for files: of copy: a content in which the build's variables are replaced", takes = "text",
            example = "copy files: ['motd': template('version $VERSION')], to: '/etc/motd'")
    public Object template(String text) {
        return new Template(text);
    }

    @Word(value = "sets variables for later steps and for containers", takes = "names and values",
            example = "env GREETING: 'hello', PORT: 8080")
    public void env(Map<String, ?> variables) {
        pairs("env", variables, BuildStep.Env::new);
    }

    @Word(value = "the folder for later steps and for containers; made when missing", takes = "a path",
            example = "workdir '/app'")
    public void workdir(String path) {
        text("workdir", path, BuildStep.Workdir::new);
    }

    @Word(value = "who later steps and containers run as", takes = "a name or number, with a group after ':'",
            example = "user 'nobody'")
    public void user(String user) {
        text("user", user, BuildStep.User::new);
    }

    public void user(long id) {
        user(Long.toString(id));
    }

    @Word(value = "notes about the image", takes = "names and values", example = "label 'org.example.team': 'ops'")
    public void label(Map<String, ?> labels) {
        pairs("label", labels, BuildStep.Label::new);
    }

    @Word(value = "the ports that containers listen on", takes = "ports such as 80, '53/udp' or '8000-8010'", example = "expose 80, '53/udp'")
    public void expose(Object... ports) {
        texts("expose", ports, "ports such as 80, '53/udp' or '8000-8010'", BuildStep.Expose::new);
        for (Object port : ports) {
            String text = String.valueOf(port);
            if (isPlain(text) && !StepRules.isPort(text)) {
                problem("expose", "'" + text + "' is no port such as 80, '53/udp' or '8000-8010'");
            }
        }
    }

    @Word(value = "the folders whose content is kept outside of containers", takes = "paths", example = "volume '/data'")
    public void volume(Object... paths) {
        texts("volume", paths, "paths", BuildStep.Volume::new);
    }

    @Word(value = "the program that containers always run", takes = COMMAND, example = "entrypoint '/usr/bin/env', '-i'")
    public void entrypoint(Object... command) {
        command("entrypoint", command, given -> new BuildStep.Entrypoint(given.form()));
    }

    @Word(value = "what containers run unless they say otherwise", takes = COMMAND, example = "cmd 'sh', '-c', 'id'")
    public void cmd(Object... command) {
        command("cmd", command, given -> new BuildStep.Cmd(given.form()));
    }

    @Word(value = "what runs the shell form of later commands", takes = "a program and its arguments",
            example = "shell '/bin/bash', '-o', 'pipefail', '-c'")
    public void shell(String... words) {
        if (words.length == 0) {
            problem("shell", "shell takes a program and its arguments");
        }
        step("shell", List.of(words), BuildStep.Shell::new);
    }

    @Word(value = "the signal that ends its containers", takes = "a signal's name", example = "stopsignal 'SIGQUIT'")
    public void stopsignal(String signal) {
        text("stopsignal", signal, BuildStep.StopSignal::new);
        if (signal != null && isPlain(signal) && SignalNumber.of(signal).isEmpty()) {
            problem("stopsignal", "'" + signal + "' is no signal such as 'SIGTERM'");
        }
    }

    @Word(value = "a command that tells whether a container is well; none for no check", takes = COMMAND,
            example = "healthcheck 'curl -f http://localhost/', interval: 30.s, retries: 3")
    public void healthcheck(Object... given) {
        HealthcheckWords.read(this, options(given), words(given)).ifPresent(check -> step("healthcheck", check, step -> step));
    }

    @Word(value = "an instruction that is done when another image is built on this", takes = "a line of a Dockerfile",
            example = "onbuild 'COPY . /app'")
    public void onbuild(String instruction) {
        step("onbuild", instruction, text -> new BuildStep.OnBuild(TriggerWords.checked(this, text)));
    }

    @Word(value = "who made the image; a label says it better", takes = "text", example = "maintainer 'ops@example.org'")
    public void maintainer(String name) {
        step("maintainer", name, BuildStep.Maintainer::new);
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
