package dev.groovebox.dsl;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.operation.ArchiveOutput;
import dev.groovebox.sandbox.operation.BuildOutput;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.spec.BuildOptions;
import dev.groovebox.sandbox.spec.BuildOptionsBuilder;
import dev.groovebox.sandbox.spec.BuildSecret;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.ContainerSpecBuilder;
import dev.groovebox.sandbox.spec.ImageSpec;
import dev.groovebox.sandbox.spec.NamedContext;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The named values of the verbs image and build, which say how to build: {@code args: [VERSION: '2'], memory: 512.mb}. */
final class BuildSettings {
    private static final String[] KNOWN = {
        "args", "target", "platform", "noCache", "pull", "labels", "memory", "cpus", "pids", "network", "addHosts", "secrets",
        "agents", "timestamp", "cacheFrom", "cacheTo", "output", "parallel", "explain", "contexts"
    };

    /** A script's standard output is its own. */
    private static final ArchiveOutput.Stream NO_OUTPUT = new ArchiveOutput.Stream(OutputStream.nullOutputStream());

    private final NamedValues named;
    private final ScriptContext context;

    BuildSettings(Problems problems, ScriptContext context, String verb, Map<String, ?> given, String... more) {
        List<String> known = new ArrayList<>(List.of(KNOWN));
        known.addAll(List.of(more));
        this.named = new NamedValues(problems, verb, given, known.toArray(String[]::new));
        this.context = context;
    }

    NamedValues named() {
        return named;
    }

    /** @param noCache what the block itself says */
    BuildOptions options(boolean noCache) {
        BuildOptionsBuilder options = BuildOptions.builder().pull(named.flag("pull")).explain(named.flag("explain"));
        readCache(options, noCache);
        named.pairs("args").forEach(options::argument);
        named.text("target").ifPresent(options::target);
        named.text("platform").ifPresent(text -> options.platform(platform(text)));
        named.pairs("labels").forEach(options::label);
        named.text("network").ifPresent(options::network);
        named.pairs("addHosts").forEach((name, address) -> options.addedHost(name + ":" + address));
        named.integer("parallel").ifPresent(options::parallel);
        named.named("secrets").forEach((id, value) -> options.secret(id, secret(value)));
        named.pairs("agents").forEach((id, socket) -> options.agent(id, context.resolve(socket)));
        readTimestamp(options);
        readLimits(options);
        return options.build();
    }

    /** True is for all stages; a name, or a list of them, for those. */
    private void readCache(BuildOptionsBuilder options, boolean noCache) {
        boolean named = this.named.value("noCache") instanceof CharSequence || this.named.value("noCache") instanceof Iterable;
        options.noCache(noCache || !named && this.named.flag("noCache"));
        if (named) {
            this.named.texts("noCache").forEach(options::noCacheStage);
        }
        this.named.texts("cacheFrom").forEach(options::cacheFrom);
        this.named.texts("cacheTo").forEach(options::cacheTo);
    }

    private String platform(String text) {
        try {
            Platform.parse(text);
        } catch (IllegalArgumentException e) {
            named.wrong("platform", "a platform such as 'linux/arm64'");
        }
        return text;
    }

    /** A file's path, or {@code [env: 'NAME']}. */
    private BuildSecret secret(Object value) {
        if (value instanceof Map<?, ?> map && map.size() == 1 && map.get("env") instanceof CharSequence name) {
            return new BuildSecret.OfVariable(name.toString());
        }
        if (Texts.of(value).isEmpty()) {
            named.wrong("secrets", "the files of secrets, or [env: 'NAME']");
        }
        return new BuildSecret.OfFile(context.resolve(Texts.of(value).orElse("")));
    }

    private void readTimestamp(BuildOptionsBuilder options) {
        if (named.value("timestamp") instanceof Instant time) {
            options.timestamp(time);
        } else {
            named.whole("timestamp").ifPresent(seconds -> options.timestamp(Instant.ofEpochSecond(seconds)));
        }
    }

    private void readLimits(BuildOptionsBuilder options) {
        ContainerSpecBuilder step = ContainerSpec.builder("build");
        named.bytes("memory").ifPresent(step::memoryBytes);
        named.whole("pids").ifPresent(step::pids);
        if (named.value("cpus") instanceof Number cpus) {
            step.cpus(new BigDecimal(cpus.toString()));
        } else if (named.has("cpus")) {
            named.wrong("cpus", "a number such as 1.5");
        }
        options.limits(step.build().limits());
    }

    /** Builds, and writes the root filesystem where {@code output:} says. */
    ImageSummary build(ImageSpec spec) {
        List<BuildOutput> outputs = outputs();
        ImageSummary built = context.perform(new ImageOperation.BuildImage(spec));
        for (BuildOutput output : outputs) {
            context.perform(output.of(built.id(), NO_OUTPUT));
        }
        return built;
    }

    private List<BuildOutput> outputs() {
        List<BuildOutput> outputs =
                named.texts("output").stream().map(text -> BuildOutput.parse(text, context::resolve)).toList();
        if (outputs.contains(new BuildOutput.Stream())) {
            named.wrong("output", "a folder, or type=tar,dest=FILE");
        }
        return outputs;
    }

    Map<String, NamedContext> contexts() {
        Map<String, NamedContext> contexts = new LinkedHashMap<>();
        named.pairs("contexts").forEach((name, text) -> contexts.put(name, NamedContext.parse(name, text, context::resolve)));
        return contexts;
    }
}
