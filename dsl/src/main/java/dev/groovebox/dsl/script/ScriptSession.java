package dev.groovebox.dsl.script;

import dev.groovebox.dsl.IncludedScript;
import dev.groovebox.dsl.SandboxScript;
import dev.groovebox.dsl.ScriptBinding;
import dev.groovebox.dsl.ScriptContext;
import dev.groovebox.dsl.ScriptExit;
import dev.groovebox.sandbox.engine.Engine;
import dev.groovebox.sandbox.event.EventSink;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.codehaus.groovy.runtime.MethodClosure;

/** A conversation: pieces of code that see each other's variables, methods, classes and imports. For the REPL. */
public final class ScriptSession {
    private final Path folder = Path.of("").toAbsolutePath();
    private final ScriptContext context;
    private final ScriptBinding binding;
    private final SessionPieces pieces = new SessionPieces();
    private ClassLoader classes = ScriptSession.class.getClassLoader();
    private int number;

    public ScriptSession(Engine engine, EventSink events) {
        this.context = new ScriptContext(engine, events, "shell", folder,
                new ScriptIncludes(source -> new ScriptCompiler(IncludedScript.class, classes).compile(source)));
        this.binding = new ScriptBinding(context, List.of());
    }

    /**
     * Evaluates one piece, which may have several lines, and answers the value of its last statement, if it has one.
     * An interrupt of the calling thread ends the piece and not the session.
     *
     * @throws ScriptException when it can't be compiled, or fails
     * @throws ScriptExit when it says {@code exit}
     */
    public Optional<Object> evaluate(String code) {
        ScriptSource source = new ScriptSource("input" + ++number, code, folder);
        CompiledScript compiled = new ScriptCompiler(SandboxScript.class, classes, pieces).compile(source);
        ScriptClasses loader = new ScriptClasses(compiled, classes);
        if (compiled.declaresClasses()) {
            classes = loader;
        }
        context.begin();
        try {
            Optional<SandboxScript> script = loader.newScript(binding);
            script.ifPresent(this::keepMethods);
            return script.map(SandboxScript::run);
        } catch (ScriptExit exit) {
            throw exit;
        } catch (Throwable thrown) {
            throw new FailureReader(source).read(thrown);
        } finally {
            // One that came too late belongs to this piece still.
            Thread.interrupted();
        }
    }

    /** The variables made so far, by name; for completion. */
    public Map<String, Object> variables() {
        Map<String, Object> variables = new TreeMap<>();
        for (Object entry : binding.getVariables().entrySet()) {
            Map.Entry<?, ?> variable = (Map.Entry<?, ?>) entry;
            variables.put(String.valueOf(variable.getKey()), variable.getValue());
        }
        return variables;
    }

    private void keepMethods(SandboxScript script) {
        for (Method method : script.getClass().getDeclaredMethods()) {
            boolean declared = Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()
                    && !method.getName().equals("run") && !method.getName().equals("main");
            if (declared) {
                binding.setVariable(method.getName(), new MethodClosure(script, method.getName()));
            }
        }
    }
}
