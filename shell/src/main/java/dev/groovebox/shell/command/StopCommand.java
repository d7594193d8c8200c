package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation;
import dev.groovebox.sandbox.operation.ContainerOperation.RestartContainer;
import dev.groovebox.sandbox.operation.ContainerOperation.StopContainer;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.TimeSpan;
import dev.groovebox.shell.session.Session;
import java.time.Duration;
import java.util.Optional;

/** {@code stop} and {@code restart}, which is a stop and a start. */
final class StopCommand implements Command {
    private final boolean startsAgain;

    StopCommand(boolean startsAgain) {
        this.startsAgain = startsAgain;
    }

    @Override
    public Grammar grammar() {
        return new Grammar(
                        startsAgain ? "restart" : "stop",
                        "[OPTIONS] CONTAINER [CONTAINER...]",
                        startsAgain ? "Stop containers and start them again" : "Stop running containers")
                .value("-t --time --timeout", "SECONDS", "Then kill it; default: the container's own, 10 s unless said")
                .value("-s --signal", "SIGNAL", "The signal that asks it to end");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        Optional<Duration> timeout = arguments.value("-t").map(text -> patience(text));
        Optional<String> signal = arguments.value("-s");
        return session.forEach(arguments.atLeastOneWord("CONTAINER"), container -> {
            ContainerOperation<String> operation = startsAgain
                    ? new RestartContainer(container, timeout, signal)
                    : new StopContainer(container, timeout, signal);
            session.console().print(session.perform(operation));
        });
    }

    /** Docker's -1 waits for ever; a century is as good. */
    private static Duration patience(String text) {
        return text.equals("-1") ? Duration.ofDays(36_500) : TimeSpan.parse("--time", text);
    }
}
