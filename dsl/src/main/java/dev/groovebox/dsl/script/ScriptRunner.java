package dev.groovebox.dsl.script;

import dev.groovebox.dsl.IncludedScript;
import dev.groovebox.dsl.SandboxScript;
import dev.groovebox.dsl.ScriptBinding;
import dev.groovebox.dsl.ScriptContext;
import dev.groovebox.dsl.ScriptExit;
import dev.groovebox.sandbox.engine.Engine;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.storage.EnginePaths;
import groovy.lang.Script;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Runs scripts: compiled once, then from the cache of compiled classes. */
public final class ScriptRunner {
    private static final ClassLoader LANGUAGE = ScriptRunner.class.getClassLoader();

    private final ScriptCache cache;
    private final Engine engine;
    private final EventSink events;

    /** @param paths where compiled scripts are kept */
    public ScriptRunner(EnginePaths paths, Engine engine, EventSink events) {
        this.cache = new ScriptCache(paths);
        this.engine = engine;
        this.events = events;
    }

    /**
     * Runs a script to its end.
     *
     * @param arguments the script's {@code args}
     * @throws ScriptException when it can't be compiled, or fails
     */
    public ScriptOutcome run(ScriptSource source, List<String> arguments) {
        CompiledScript compiled = compiled(SandboxScript.class, source);
        ScriptContext context = new ScriptContext(engine, events, source.name(), source.folder(),
                new ScriptIncludes(file -> compiled(IncludedScript.class, file)));
        try {
            Optional<Object> value = new ScriptClasses(compiled, LANGUAGE)
                    .newScript(new ScriptBinding(context, arguments))
                    .map(SandboxScript::run);
            return new ScriptOutcome(value, 0);
        } catch (ScriptExit exit) {
            return new ScriptOutcome(Optional.empty(), exit.code());
        } catch (Throwable thrown) {
            throw new FailureReader(source).read(thrown);
        }
    }

    private CompiledScript compiled(Class<? extends Script> base, ScriptSource source) {
        try {
            Optional<CompiledScript> cached = cache.find(base, source);
            if (cached.isPresent()) {
                return cached.get();
            }
        } catch (IOException e) {
            events.accept(new Event.Warning("cannot read the script cache: " + e));
        }
        CompiledScript compiled = compile(base, source);
        try {
            cache.store(base, source, compiled);
        } catch (IOException e) {
            // A full disk must not keep a script from running.
            events.accept(new Event.Warning("cannot keep the compiled script: " + e));
        }
        return compiled;
    }

    private static CompiledScript compile(Class<? extends Script> base, ScriptSource source) {
        return new ScriptCompiler(base, LANGUAGE).compile(source);
    }

    /**
     * Compiles a script and does no more.
     *
     * @throws ScriptException when it can't be compiled
     */
    public static void check(ScriptSource source) {
        compile(SandboxScript.class, source);
    }
}
