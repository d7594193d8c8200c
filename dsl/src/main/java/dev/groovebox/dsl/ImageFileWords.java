package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.RunMount;
import java.util.Arrays;
import java.util.Map;

/** The words of an image block for what changes its files: commands with their mounts, and what is copied into it. */
public abstract class ImageFileWords extends ImageConfigWords {
    private static final String PATHS = "paths and a target: copy 'src', to: '/app'";

    private final MountWords mounts = new MountWords(this);

    ImageFileWords(SandboxScript script) {
        super(script);
    }

    @Word(value = "runs a command and keeps what it changes", takes = COMMAND, example = "run 'mkdir /data'")
    public void run(Object... command) {
        MountWords.RunOptions options = mounts.options(options(command));
        command("run", words(command), given -> new BuildStep.Run(given.form(), options.mounts(), options.network(), options.scripts()));
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
}
