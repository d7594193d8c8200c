package dev.groovebox.dsl;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.operation.ContainerOperation;
import dev.groovebox.sandbox.operation.ContainerSummary;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.operation.NetworkOperation;
import dev.groovebox.sandbox.operation.NetworkSummary;
import dev.groovebox.sandbox.operation.VolumeOperation;
import dev.groovebox.sandbox.operation.VolumeSummary;
import dev.groovebox.sandbox.spec.NetworkDefinition;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.ImageSource;
import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The base class of every script: its public words are the verbs of the language. Its binding is a {@link ScriptBinding}. */
public abstract class SandboxScript extends UpkeepWords {
    protected SandboxScript() {}

    protected SandboxScript(Binding binding) {
        super(binding);
    }

    @Word(value = "builds an image, or finds it built; without a block one that is here", takes = "a name and a block",
            example = "image('hello') { from 'host/base' }")
    public ImageHandle image(
            String name, @DelegatesTo(value = ImageBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> steps) {
        return image(Map.of(), name, steps);
    }

    public ImageHandle image(
            Map<String, ?> settings,
            String name,
            @DelegatesTo(value = ImageBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> steps) {
        BuildSettings how = new BuildSettings(Problems.FAIL, context(), "image", settings);
        ImageBlock block = new ImageBlock(this);
        return new ImageHandle(context(), how.build(block.evaluate(steps, () -> block.spec(name, how))));
    }

    @Word(value = "builds an image of a folder's Dockerfile", takes = "a folder, or a git repository", example = "build 'web', tag: 'web'")
    public ImageHandle build(String folder) {
        return build(Map.of(), folder);
    }

    public ImageHandle build(Map<String, ?> settings, String folder) {
        return new ImageHandle(context(), new FolderBuild(context()).build(folder, settings));
    }

    @Word(value = "describes a container; .run() runs it", takes = "a block, with a name before it if it shall have one",
            example = "container { image 'hello' }.run()")
    public ContainerHandle container(
            @DelegatesTo(value = ContainerBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> words) {
        return container(Optional.empty(), words);
    }

    public ContainerHandle container(
            String name, @DelegatesTo(value = ContainerBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> words) {
        return container(Optional.of(name), words);
    }

    private ContainerHandle container(Optional<String> name, Closure<?> words) {
        ContainerBlock block = new ContainerBlock(this);
        ContainerSpec spec = block.evaluate(words, () -> block.spec(name));
        return new ContainerHandle(this, spec, block.keptSpec(name), block.input(), block.replaces());
    }

    @Word(value = "this machine's own programs, to build an image on", takes = "names of commands or Debian packages",
            example = "def base = host('bash', 'coreutils')")
    public ImageSource.Host host(String... programs) {
        return host(Map.of(), programs);
    }

    public ImageSource.Host host(Map<String, ?> options, String... programs) {
        return ImageBlock.programs(Problems.FAIL, options, programs);
    }

    @Word(value = "every container, also those that have ended", takes = "()", example = "containers().each { println it.name }")
    public List<ContainerSummary> containers() {
        return context().perform(new ContainerOperation.ListContainers(true));
    }

    @Word(value = "a network: found, or made as the block says", takes = "a name and a block",
            example = "network('front') { subnet '10.90.1.0/24' }")
    public NetworkHandle network(
            String name, @DelegatesTo(value = NetworkBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> words) {
        NetworkBlock block = new NetworkBlock(this, name);
        NetworkDefinition definition = block.evaluate(words, block::definition);
        boolean present = networks().stream().anyMatch(network -> network.name().equals(name));
        if (!present) {
            context().perform(new NetworkOperation.CreateNetwork(definition));
        }
        return new NetworkHandle(context(), name);
    }

    public NetworkHandle network(String name) {
        return network(name, new Closure<Void>(this) {
            public Void doCall() {
                return null;
            }
        });
    }

    @Word(value = "the networks of the engine", takes = "()", example = "networks().each { println it.name }")
    public List<NetworkSummary> networks() {
        return context().perform(new NetworkOperation.ListNetworks());
    }

    @Word(value = "a volume: found, or made", takes = "a name; label: of one that is made", example = "volume('data', label: [team: 'ops'])")
    public VolumeHandle volume(Map<String, ?> options, String name) {
        NamedValues named = new NamedValues(Problems.FAIL, "volume", options, "label");
        return new VolumeHandle(context(), context().perform(new VolumeOperation.CreateVolume(name, named.pairs("label"))));
    }

    public VolumeHandle volume(String name) {
        return volume(Map.of(), name);
    }

    @Word(value = "the volumes of the engine", takes = "()", example = "volumes().each { println it.name }")
    public List<VolumeSummary> volumes() {
        return context().perform(new VolumeOperation.ListVolumes());
    }

    @Word(value = "runs a container for a block alone: it is removed at its end, whatever ends it",
            takes = "a container and a block", example = "withContainer(container { image 'host/base'; cmd 'sleep', '60' }) { println it.status }")
    public Object withContainer(ContainerHandle container, Closure<?> body) {
        return container.during(body);
    }

    @Word(value = "a container that is there, by name or id", takes = "a name or the beginning of an id",
            example = "existing('web').stop()")
    public StartedContainer existing(String name) {
        return context().perform(new ContainerOperation.FindContainer(name))
                .map(found -> new StartedContainer(context(), found.id()))
                .orElseThrow(() -> new EngineException(
                        FailureKind.NOT_FOUND, "cannot find container", name, "no such container", "containers() lists them"));
    }

    @Word(value = "waits; an interrupt ends it, and the script", takes = "a time such as 10.s", example = "sleep 10.s")
    public void sleep(Duration time) {
        context().refuseWhenStopped();
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw context().cancelled();
        }
    }

    @Word(value = "ends the script with an exit code", takes = "a whole number from 0 to 255", example = "exit 1")
    public void exit(int code) {
        if (code < 0 || code > 255) {
            Problems.FAIL.problem("exit", "exit takes a whole number from 0 to 255, not " + code);
        }
        throw new ScriptExit(code);
    }

    /**
     * Groovy's own way of printing any value first lists every class of the JDK that is imported by default, which
     * takes longer than the whole rest of a small script. Text needs none of that.
     */
    @Override
    public void println(Object value) {
        if (value instanceof CharSequence && !getBinding().hasVariable("out")) {
            System.out.println(value);
        } else {
            super.println(value);
        }
    }

    @Override
    public void print(Object value) {
        if (value instanceof CharSequence && !getBinding().hasVariable("out")) {
            System.out.print(value);
        } else {
            super.print(value);
        }
    }

    @Override
    ScriptContext context() {
        return ((ScriptBinding) getBinding()).context();
    }

    /** Whether the script's author, not this class, made a method or a closure of this name that takes these arguments. */
    boolean defines(String name, Object[] arguments) {
        if (getBinding().hasVariable(name)) {
            return getBinding().getVariable(name) instanceof Closure;
        }
        boolean generated = name.equals("run") || name.equals("main");
        return !generated && getMetaClass().respondsTo(this, name, arguments).stream()
                .anyMatch(method -> method.getDeclaringClass().getTheClass() == getClass());
    }

    /** Whether the script's author made a variable or field of this name. */
    boolean definesVariable(String name) {
        return getBinding().hasVariable(name)
                || Arrays.stream(getClass().getDeclaredFields()).map(Field::getName).anyMatch(name::equals);
    }
}
