package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.SignalNumber;
import dev.groovebox.sandbox.spec.StepRules;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The words of an image block for what the image says of its containers: how they run, and what is noted of it. */
public abstract class ImageConfigWords extends BuildSteps {
    ImageConfigWords(SandboxScript script) {
        super(script, "image");
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

    /** Groovy puts named values first, wherever they are written. */
    static Map<String, ?> options(Object[] given) {
        return given != null && given.length > 0 && given[0] instanceof Map<?, ?> named ? texts(named) : Map.of();
    }

    static Object[] words(Object[] given) {
        boolean named = given != null && given.length > 0 && given[0] instanceof Map;
        return named ? Arrays.copyOfRange(given, 1, given.length) : given;
    }

    static Map<String, Object> texts(Map<?, ?> named) {
        Map<String, Object> texts = new LinkedHashMap<>();
        named.forEach((name, value) -> texts.put(String.valueOf(name), value));
        return texts;
    }
}
