package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.CommitSpec;
import dev.groovebox.sandbox.spec.Instruction;
import java.util.Map;
import java.util.Optional;

/** The words inside {@code commit('name') { }}: why and by whom an image is made of a container, and how it runs. */
public final class CommitBlock extends BuildSteps {
    private String message = "";
    private String author = "";
    private boolean pause = true;

    CommitBlock(SandboxScript script) {
        super(script, "commit");
    }

    CommitSpec spec(String container, String image) {
        return new CommitSpec(
                container, Optional.of(image), message, author,
                instructions().stream().map(Instruction::step).toList(), pause);
    }

    @Word(value = "kept in the image's history", takes = "text", example = "message 'as tested'")
    public void message(String text) {
        ifGiven("message", text, given -> message = given);
    }

    @Word(value = "who made it", takes = "text", example = "author 'Ann <ann@example.org>'")
    public void author(String name) {
        ifGiven("author", name, given -> author = given);
    }

    @Word(value = "whether the container's processes are held meanwhile; true unless said", takes = "true or false",
            example = "pause false")
    public void pause(boolean hold) {
        ifGiven("pause", hold, given -> pause = given);
    }

    @Word(value = "environment variables", takes = "names and values", example = "env LANG: 'C.UTF-8', PORT: 8080")
    public void env(Map<String, ?> variables) {
        pairs("env", variables, BuildStep.Env::new);
    }

    @Word(value = "notes about the image", takes = "names and values", example = "label team: 'ops'")
    public void label(Map<String, ?> labels) {
        pairs("label", labels, BuildStep.Label::new);
    }

    @Word(value = "the folder that containers start in", takes = "a path", example = "workdir '/app'")
    public void workdir(String path) {
        text("workdir", path, BuildStep.Workdir::new);
    }

    @Word(value = "who containers run as", takes = "a name or number, with a group after ':'", example = "user 'nobody'")
    public void user(String user) {
        text("user", user, BuildStep.User::new);
    }

    @Word(value = "the ports that containers listen on", takes = "ports such as 80 or '53/udp'", example = "expose 80, '53/udp'")
    public void expose(Object... ports) {
        texts("expose", ports, "ports such as 80 or '53/udp'", BuildStep.Expose::new);
    }

    @Word(value = "the program that containers always run", takes = COMMAND, example = "entrypoint '/usr/bin/env', '-i'")
    public void entrypoint(Object... command) {
        command("entrypoint", command, given -> new BuildStep.Entrypoint(given.form()));
    }

    @Word(value = "what containers run unless they say otherwise", takes = COMMAND, example = "cmd 'sh', '-c', 'id'")
    public void cmd(Object... command) {
        command("cmd", command, given -> new BuildStep.Cmd(given.form()));
    }
}
