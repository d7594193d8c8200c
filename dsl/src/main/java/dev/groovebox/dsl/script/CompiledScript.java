package dev.groovebox.dsl.script;

import java.util.Map;
import java.util.Optional;

/**
 * A script's classes.
 *
 * @param mainClass the one that is the script itself; absent when its text only declares classes
 * @param classes the bytes of each, by name
 */
record CompiledScript(Optional<String> mainClass, Map<String, byte[]> classes) {
    CompiledScript {
        classes = Map.copyOf(classes);
    }

    /** Whether it has classes that other code could name, beside its own closures. */
    boolean declaresClasses() {
        return classes.keySet().stream().anyMatch(name ->
                mainClass.filter(main -> name.equals(main) || name.startsWith(main + "$")).isEmpty());
    }
}
