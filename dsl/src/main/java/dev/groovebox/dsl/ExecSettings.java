package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.ExecSpec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** What a script says of a program in a container. */
record ExecSettings(ExecSpec spec, Optional<byte[]> input) {
    static ExecSettings of(Map<String, ?> options, Object[] words) {
        NamedValues named = new NamedValues(
                Problems.FAIL, "exec", options, "user", "workdir", "env", "privileged", "terminal", "timeout", "stdin");
        Command command = Command.of(words).orElseGet(() -> {
            Problems.FAIL.problem("exec", "exec takes a shell command, or a program and its arguments");
            throw new IllegalStateException();
        });
        Optional<byte[]> input = input(options.get("stdin"));
        ExecSpec.Builder spec = ExecSpec.builder(command.words())
                .privileged(named.choice("privileged").orElse(false))
                .terminal(named.choice("terminal").orElse(false))
                .openStdin(input.isPresent());
        named.text("user").ifPresent(spec::user);
        named.text("workdir").ifPresent(spec::workingFolder);
        named.time("timeout").ifPresent(spec::timeout);
        if (options.get("env") instanceof Map<?, ?> variables) {
            variables.forEach((name, value) -> spec.environment(String.valueOf(name), String.valueOf(value)));
        }
        return new ExecSettings(spec.build(), input);
    }

    private static Optional<byte[]> input(Object given) {
        return given instanceof byte[] bytes
                ? Optional.of(bytes)
                : Texts.of(given).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
