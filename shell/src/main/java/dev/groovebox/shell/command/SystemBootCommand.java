package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.BootContainers;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;

/** For a unit file, once after each boot of the machine. */
final class SystemBootCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("system boot", "", "Start what a reboot has ended, as restart policies want it");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        arguments.expectNoWords();
        session.console().print(session.perform(new BootContainers()));
        return 0;
    }
}
