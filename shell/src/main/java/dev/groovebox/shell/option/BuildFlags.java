package dev.groovebox.shell.option;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.operation.BuildOutput;
import dev.groovebox.sandbox.spec.BuildOptions;
import dev.groovebox.sandbox.spec.BuildOptionsBuilder;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.ContainerSpecBuilder;
import dev.groovebox.sandbox.spec.NamedContext;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The options of {@code build}: docker's, and a few of our own. */
public final class BuildFlags {
    private static final String EPOCH = "SOURCE_DATE_EPOCH";

    private BuildFlags() {}

    public static Grammar grammar() {
        Grammar grammar = new Grammar("build", "[OPTIONS] PATH | REPOSITORY[#REF[:FOLDER]] | -", "Build an image from a Dockerfile")
                .value("-t --tag", "NAME[:TAG]", "Name the image")
                .value("-f --file", "FILE", "The Dockerfile (default: PATH/Dockerfile); -: standard input")
                .value("--build-arg", "NAME[=VALUE]", "Set a build argument; without a value: our own variable's")
                .value("--target", "STAGE", "Build this stage, by name or number")
                .value("--platform", "OS/ARCH[/VARIANT]", "The platform of the image")
                .value("--label", "NAME=VALUE", "Label the image")
                .value("--secret", "id=NAME[,src=FILE|,env=VARIABLE]", "Let steps read a secret that stays in no layer")
                .value("--ssh", "default|ID[=SOCKET]", "Let steps use an agent's socket")
                .value("--build-context", "NAME=PATH|docker-image://REF", "A folder or image that FROM and --from can name")
                .flag("--pull", "Ask for newer versions of the images it builds on")
                .flag("--no-cache", "Run every step again")
                .value("--no-cache-filter", "STAGE", "Run this stage's steps again")
                .value("--cache-from", "oci:PATH|IMAGE", "Take steps that were built elsewhere")
                .value("--cache-to", "oci:PATH|IMAGE", "Keep the steps for others")
                .value("-o --output", "PATH|-|type=TYPE,dest=PATH", "Write the root filesystem too: type local (a folder) or tar");
        addSandbox(grammar);
        return addOutput(grammar);
    }

    private static void addSandbox(Grammar grammar) {
        grammar.value("--network", "default|none|host", "Network of steps that name none")
                .value("--add-host", "NAME:ADDRESS", "A line of the steps' /etc/hosts")
                .value("-m --memory", "SIZE", "Limit of a step's memory: 64m, 1.5g")
                .value("--memory-swap", "SIZE", "Limit of memory and swap together; -1: no limit of swap")
                .value("--cpus", "NUMBER", "Processors' worth of time: 1.5")
                .value("-c --cpu-shares", "WEIGHT", "Relative weight of processor time")
                .value("--cpuset-cpus", "LIST", "Processors allowed: 0-2,4")
                .value("--cpuset-mems", "LIST", "Memory nodes allowed: 0-1")
                .value("--pids-limit", "NUMBER", "Limit of processes and threads; -1: none")
                .value("--ulimit", "NAME=SOFT[:HARD]", "Limit of one process: nofile=1024:2048")
                .value("-j --parallel", "NUMBER", "Steps at a time (default: one a processor)");
    }

    private static Grammar addOutput(Grammar grammar) {
        grammar.value("--timestamp", "SECONDS|TIME", "The time of all that is made, since 1970 or as 2024-01-31T12:00:00Z")
                .value("--progress", "auto|plain|tty|json", "How the steps are shown")
                .flag("-q --quiet", "Print the image's id alone")
                .value("--iidfile", "FILE", "Write the image's id to a file")
                .flag("--explain", "Say of each step why it is run, or need not be")
                .flag("--shell-on-failure", "Open a shell in the sandbox of a step that fails")
                // What docker's older builder needed to be told.
                .hiddenFlag("--rm").hiddenFlag("--force-rm").hiddenFlag("--load").hiddenFlag("--compress");
        for (String option : List.of("--allow", "--attest", "--provenance", "--sbom", "--builder", "--isolation",
                "--security-opt", "--cgroup-parent", "--shm-size", "--metadata-file")) {
            grammar.hiddenValue(option);
        }
        return grammar.hiddenFlag("--push").hiddenFlag("--squash").hiddenFlag("--check");
    }

    /**
     * @param environment our own
     * @param folder the working folder, which relative paths start from
     * @throws UsageException when a value can't be meant
     */
    public static BuildOptions options(Arguments arguments, Map<String, String> environment, Path folder) {
        refuseWhatIsMissing(arguments);
        BuildOptionsBuilder options = BuildOptions.builder()
                .noCache(arguments.flag("--no-cache"))
                .pull(arguments.flag("--pull"))
                .explain(arguments.flag("--explain"));
        readArguments(arguments, environment, options);
        arguments.value("--target").ifPresent(options::target);
        arguments.value("--platform").ifPresent(text -> options.platform(platform(text)));
        arguments.list("--no-cache-filter").forEach(text -> List.of(text.split(",")).forEach(options::noCacheStage));
        arguments.list("--label").forEach(text -> pair("--label", text, options::label));
        arguments.list("--cache-from").forEach(options::cacheFrom);
        arguments.list("--cache-to").forEach(options::cacheTo);
        arguments.list("--add-host").forEach(text -> options.addedHost(host(text)));
        arguments.value("--network").ifPresent(text -> options.network(network(text)));
        arguments.value("--timestamp").ifPresent(text -> options.timestamp(time(text)));
        arguments.value("-j").ifPresent(text -> options.parallel(parallel(text)));
        SecretOptions secrets = new SecretOptions(options, environment, folder);
        arguments.list("--secret").forEach(secrets::secret);
        arguments.list("--ssh").forEach(secrets::agent);
        readLimits(arguments, options);
        return options.build();
    }

    private static void refuseWhatIsMissing(Arguments arguments) {
        for (String option : List.of("--allow", "--attest", "--provenance", "--sbom", "--builder", "--isolation",
                "--security-opt", "--cgroup-parent", "--shm-size", "--metadata-file", "--push", "--squash", "--check")) {
            if (arguments.flag(option)) {
                throw new UsageException(option + " is not available");
            }
        }
    }

    private static void readArguments(Arguments arguments, Map<String, String> environment, BuildOptionsBuilder options) {
        if (environment.containsKey(EPOCH)) {
            options.argument(EPOCH, environment.get(EPOCH));
        }
        for (String text : arguments.list("--build-arg")) {
            int equals = text.indexOf('=');
            if (equals == 0 || text.isEmpty()) {
                throw new UsageException("--build-arg '" + text + "' names no argument");
            } else if (equals > 0) {
                options.argument(text.substring(0, equals), text.substring(equals + 1));
            } else if (environment.containsKey(text)) {
                options.argument(text, environment.get(text));
            }
        }
    }

    private static void readLimits(Arguments arguments, BuildOptionsBuilder options) {
        ContainerSpecBuilder step = ContainerSpec.builder("build");
        LimitOptions.read(arguments, step);
        ContainerSpec limited = step.build();
        options.limits(limited.limits());
        limited.ulimits().forEach(options::ulimit);
    }

    private interface Pair {
        void take(String name, String value);
    }

    private static void pair(String option, String text, Pair use) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new UsageException(option + " '" + text + "' is not NAME=VALUE");
        }
        use.take(text.substring(0, equals), text.substring(equals + 1));
    }

    private static String platform(String text) {
        try {
            Platform.parse(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw new UsageException("--platform '" + text + "': " + e.getMessage());
        }
    }

    private static String network(String text) {
        if (!List.of("default", "none", "host").contains(text)) {
            throw new UsageException("--network '" + text + "' is none of default, none, host");
        }
        return text;
    }

    private static String host(String text) {
        // An IPv6 address holds colons itself, which is why docker takes an equals sign too.
        int colon = text.indexOf('=') > 0 ? text.indexOf('=') : text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1 || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new UsageException("--add-host '" + text + "' is not NAME:ADDRESS");
        }
        return text.substring(0, colon) + ":" + text.substring(colon + 1);
    }

    private static Instant time(String text) {
        try {
            return text.matches("\\d{1,12}") ? Instant.ofEpochSecond(Long.parseLong(text)) : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new UsageException("--timestamp '" + text + "' is no number of seconds and no time such as 2024-01-31T12:00:00Z");
        }
    }

    private static int parallel(String text) {
        int count = Numbers.integer("--parallel", text);
        if (count < 1) {
            throw new UsageException("--parallel '" + text + "' is not at least 1");
        }
        return count;
    }

    /** @throws UsageException when one of them can't be an image's name */
    public static List<String> names(Arguments arguments) {
        arguments.list("-t").forEach(name -> {
            try {
                if (Reference.parse(name).digest().isPresent()) {
                    throw new UsageException("--tag '" + name + "': the digest is made by the build");
                }
            } catch (IllegalArgumentException e) {
                throw new UsageException("--tag '" + name + "': " + e.getMessage());
            }
        });
        return arguments.list("-t");
    }

    /**
     * Where the root filesystem goes. A terminal shows nothing useful of an archive, and may obey what is in it.
     *
     * @throws UsageException before the build, which may take long
     */
    public static List<BuildOutput> outputs(Arguments arguments, Path folder, boolean outIsTerminal) {
        List<BuildOutput> outputs = arguments.list("-o").stream()
                .map(text -> BuildOutput.parse(text, name -> folder.resolve(name).normalize())).toList();
        for (BuildOutput output : outputs) {
            if (output instanceof BuildOutput.Stream && outIsTerminal) {
                throw new UsageException("standard output is a terminal: name a file with --output type=tar,dest=FILE, or use > or |");
            }
            if (output instanceof BuildOutput.Archive archive && Files.isDirectory(archive.path())) {
                throw new UsageException("--output: '" + archive.path() + "' is a folder, and a tar needs a file");
            }
            if (output instanceof BuildOutput.Folder target && Files.exists(target.path()) && !Files.isDirectory(target.path())) {
                throw new UsageException("--output: '" + target.path() + "' is no folder; type=tar,dest=FILE writes a file");
            }
        }
        return outputs;
    }

    /** Folders and images that FROM and {@code --from} can name. */
    public static Map<String, NamedContext> contexts(Arguments arguments, Path folder) {
        Map<String, NamedContext> contexts = new LinkedHashMap<>();
        arguments.list("--build-context").forEach(text -> pair("--build-context", text, (name, value) ->
                contexts.put(name, NamedContext.parse(name, value, path -> folder.resolve(path).normalize()))));
        return contexts;
    }
}
