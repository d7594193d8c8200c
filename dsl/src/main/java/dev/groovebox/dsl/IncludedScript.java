package dev.groovebox.dsl;

import groovy.lang.Script;
import org.codehaus.groovy.runtime.InvokerHelper;

/** The base class of an included file: its words are those of the block that includes it, and its own methods. */
public abstract class IncludedScript extends Script {
    private Block block;

    void into(Block target) {
        block = target;
    }

    /** Groovy calls this for a word that the file itself doesn't define. */
    public Object methodMissing(String word, Object arguments) {
        return InvokerHelper.invokeMethod(block, word, arguments);
    }

    /** Groovy calls this for a name that is no variable of the file. */
    public Object propertyMissing(String name) {
        return block.getProperty(name);
    }
}
