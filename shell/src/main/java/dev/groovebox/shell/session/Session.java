package dev.groovebox.shell.session;

import dev.groovebox.registry.json.Json;
import dev.groovebox.sandbox.engine.Engine;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.operation.Operation;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.console.EventPrinter;
import dev.groovebox.shell.console.JsonEvents;
import dev.groovebox.shell.console.ProgressMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** One run of the program: its console, its engine (opened when first needed) and how it reports. */
public final class Session implements AutoCloseable {
    private final Console console;
    private final EnginePaths paths;
    private final boolean debug;
    private final Function<EnginePaths, Engine> opener;
    private Optional<Engine> engine = Optional.empty();

    public Session(Console console, EnginePaths paths, boolean debug, Function<EnginePaths, Engine> opener) {
        this.console = console;
        this.paths = paths;
        this.debug = debug;
        this.opener = opener;
    }

    public Console console() {
        return console;
    }

    public EnginePaths paths() {
        return paths;
    }

    public boolean debug() {
        return debug;
    }

    public synchronized Engine engine() {
        if (engine.isEmpty()) {
            engine = Optional.of(opener.apply(paths));
        }
        return engine.get();
    }

    /** For a prompt: a build's step that fails opens a shell in its sandbox, as {@code --shell-on-failure} does. */
    public synchronized void openShellsOnFailure() {
        engine = Optional.of(new FailureShells(engine()));
    }

    /**
     * Opens the engine on another thread while this one still reads the command line: each takes some 40 ms of a cold
     * start. When it fails, whoever asks for the engine next hears why. A third does meanwhile what takes long once: the
     * command line is read sooner than the engine is open, so a processor is free.
     */
    public void openEngineAhead() {
        inBackground("engine opener", this::tryToOpenEngine);
        inBackground("first uses", Session::useJsonAndDigests);
    }

    private static void inBackground(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void tryToOpenEngine() {
        try {
            engine();
        } catch (RuntimeException e) {
            // Nobody has asked yet; the command does, and gets the same failure.
        }
    }

    /** Every launch reads JSON and compares digests, and the first of each takes more than 10 ms. */
    private static void useJsonAndDigests() {
        Json.readObject("{}".getBytes(StandardCharsets.US_ASCII));
        try {
            MessageDigest.getInstance("SHA-256").digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public EventSink events() {
        return new EventPrinter(console, debug);
    }

    /** Without progress, warnings are told all the same. */
    public EventSink events(ProgressMode mode) {
        if (mode == ProgressMode.JSON) {
            return new JsonEvents(console.err());
        }
        boolean live = mode == ProgressMode.TTY || mode != ProgressMode.PLAIN && console.errIsTerminal();
        EventSink all = new EventPrinter(console, debug, live);
        return mode == ProgressMode.QUIET ? event -> warnings(event, all) : all;
    }

    private static void warnings(Event event, EventSink sink) {
        if (event instanceof Event.Warning) {
            sink.accept(event);
        }
    }

    public <R> R perform(Operation<R> operation, boolean quiet) {
        EventSink all = events();
        return engine().perform(operation, quiet ? event -> { if (event instanceof Event.Warning || event instanceof Event.Trace) { all.accept(event); } } : all);
    }

    public <R> R perform(Operation<R> operation) {
        return engine().perform(operation, events());
    }

    /** Does the same to many objects: one that fails is reported and does not stop the others. Answers the exit code. */
    public int forEach(List<String> objects, Consumer<String> action) {
        int code = 0;
        for (String object : objects) {
            try {
                action.accept(object);
            } catch (EngineException e) {
                console.complain(e.getMessage());
                code = 1;
            }
        }
        return code;
    }

    @Override
    public synchronized void close() {
        engine.ifPresent(Engine::close);
        engine = Optional.empty();
    }
}
