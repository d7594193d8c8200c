package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.WaitContainer;
import dev.groovebox.sandbox.operation.WaitCondition;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Prints each exit code, as docker does. */
final class WaitCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("wait", "[OPTIONS] CONTAINER [CONTAINER...]", "Wait for containers, and print how they ended")
                .value("--condition", "CONDITION", String.join(", ", words()) + "; not-running unless said");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        WaitCondition condition = arguments.value("--condition").map(WaitCommand::condition).orElse(WaitCondition.NOT_RUNNING);
        boolean hasCode = condition != WaitCondition.HEALTHY && condition != WaitCondition.RUNNING;
        try (ForwardedSignals signals = ForwardedSignals.from(Thread.currentThread())) {
            return session.forEach(arguments.atLeastOneWord("CONTAINER"), container -> {
                OptionalInt code = session.perform(new WaitContainer(container, condition));
                if (hasCode) {
                    session.console().print(code.isPresent() ? Integer.toString(code.getAsInt()) : "unknown");
                }
            });
        }
    }

    private static List<String> words() {
        return Arrays.stream(WaitCondition.values()).map(WaitCommand::word).toList();
    }

    private static String word(WaitCondition condition) {
        return condition.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static WaitCondition condition(String text) {
        return Arrays.stream(WaitCondition.values())
                .filter(condition -> word(condition).equals(text))
                .findFirst()
                .orElseThrow(() -> new UsageException("--condition '" + text + "' is none of " + String.join(", ", words())));
    }
}
