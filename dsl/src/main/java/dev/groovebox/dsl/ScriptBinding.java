package dev.groovebox.dsl;

import groovy.lang.Binding;
import java.util.List;

/** A script's variables, {@code args} among them, and the context its verbs work with. */
public final class ScriptBinding extends Binding {
    private final ScriptContext context;

    /** @param arguments what follows the script's name on the command line */
    public ScriptBinding(ScriptContext context, List<String> arguments) {
        this.context = context;
        setVariable("args", arguments.toArray(String[]::new));
    }

    ScriptContext context() {
        return context;
    }
}
