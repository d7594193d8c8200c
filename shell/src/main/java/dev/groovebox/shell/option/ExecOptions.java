package dev.groovebox.shell.option;

import dev.groovebox.sandbox.spec.ExecSpec;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import java.util.List;
import java.util.Map;

/** The options of {@code exec}: docker's, and a time limit. */
public final class ExecOptions {
    private ExecOptions() {}

    public static Grammar grammar() {
        return new Grammar("exec", "[OPTIONS] CONTAINER COMMAND [ARG...]", "Run a program in a running container")
                .optionsEndAtFirstWord()
                .flag("-d --detach", "Leave it running, and print its id")
                .value("--detach-keys", "KEYS", "Keys that let go of its terminal (default: ctrl-p,ctrl-q)")
                .value("-e --env", "NAME[=VALUE]", "Set a variable of the environment")
                .value("--env-file", "FILE", "Set the variables that the file lists")
                .flag("-i --interactive", "Give the program our standard input")
                .flag("--privileged", "Give it every capability")
                .value("--timeout", "DURATION", "End it when it runs longer: 10s, 1h30m")
                .flag("-t --tty", "Give the program a terminal")
                .value("-u --user", "USER[:GROUP]", "User, by name or number")
                .value("-w --workdir", "PATH", "Working folder");
    }

    /**
     * @param words the container, the program and its arguments
     * @param environment our own, for {@code -e NAME}
     */
    public static ExecSpec spec(Arguments arguments, List<String> words, Map<String, String> environment) {
        if (words.size() < 2) {
            throw new UsageException("needs a COMMAND to run in container '" + words.get(0) + "'");
        }
        ExecSpec.Builder spec = ExecSpec.builder(words.subList(1, words.size()))
                .privileged(arguments.flag("--privileged"))
                .terminal(arguments.flag("-t"))
                .openStdin(arguments.flag("-i"));
        EnvironmentOptions variables = new EnvironmentOptions(spec::environment, environment);
        arguments.list("--env-file").forEach(variables::file);
        arguments.list("-e").forEach(variables::variable);
        arguments.value("--timeout").ifPresent(text -> spec.timeout(TimeSpan.parse("--timeout", text)));
        arguments.value("-u").ifPresent(spec::user);
        arguments.value("-w").ifPresent(spec::workingFolder);
        return spec.build();
    }
}
