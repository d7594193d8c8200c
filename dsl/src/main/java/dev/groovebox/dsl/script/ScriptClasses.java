package dev.groovebox.dsl.script;

import dev.groovebox.dsl.SandboxScript;
import dev.groovebox.dsl.ScriptBinding;
import groovy.lang.Script;
import java.util.Optional;

/** Loads a script's classes from their bytes, whether they come from the compiler or from the cache. */
final class ScriptClasses extends ClassLoader {
    private final CompiledScript script;

    ScriptClasses(CompiledScript script, ClassLoader parent) {
        super(parent);
        this.script = script;
    }

    /** Absent when the script only declares classes. */
    Optional<SandboxScript> newScript(ScriptBinding binding) throws ReflectiveOperationException {
        Optional<SandboxScript> script = newScript(SandboxScript.class);
        script.ifPresent(made -> made.setBinding(binding));
        return script;
    }

    /** @param base what the compiler was told that scripts extend */
    <S extends Script> Optional<S> newScript(Class<S> base) throws ReflectiveOperationException {
        if (script.mainClass().isEmpty()) {
            return Optional.empty();
        }
        Class<?> main = loadClass(script.mainClass().get());
        return Optional.of(base.cast(main.getConstructor().newInstance()));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = script.classes().get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
