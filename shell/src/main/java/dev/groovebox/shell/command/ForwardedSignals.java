package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Signals to this process go to the container's program for as long as one runs in the foreground. While none
 * runs they interrupt the thread that works, which cancels what it does. SIGQUIT is not among them: the JVM keeps it for its thread dump.
 */
final class ForwardedSignals implements AutoCloseable {
    private static final List<String> NAMES = List.of("INT", "TERM", "HUP", "USR1", "USR2");

    private record Replaced(Signal signal, SignalHandler handler) {}

    private final Thread starter;
    private final List<Replaced> replaced = new ArrayList<>();
    private volatile boolean interrupted;
    private volatile Optional<ContainerControl> container = Optional.empty();

    private ForwardedSignals(Thread starter) {
        this.starter = starter;
    }

    static ForwardedSignals from(Thread starter) {
        ForwardedSignals signals = new ForwardedSignals(starter);
        for (String name : NAMES) {
            Signal signal = new Signal(name);
            signals.replaced.add(new Replaced(signal, Signal.handle(signal, signals::forward)));
        }
        return signals;
    }

    void to(ContainerControl control) {
        container = Optional.of(control);
    }

    /** Its output may still be on the way when the program has ended. */
    private void forward(Signal signal) {
        if (container.filter(control -> control.signal(signal.getNumber())).isEmpty()) {
            interrupt(signal);
        }
    }

    /** Whoever asks a second time means it: a script may be deaf to the interrupt. */
    private void interrupt(Signal signal) {
        if (interrupted) {
            Runtime.getRuntime().halt(128 + signal.getNumber());
        }
        interrupted = true;
        starter.interrupt();
    }

    @Override
    public void close() {
        replaced.forEach(old -> Signal.handle(old.signal(), old.handler()));
    }
}
