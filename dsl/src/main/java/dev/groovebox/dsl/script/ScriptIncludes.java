package dev.groovebox.dsl.script;

import dev.groovebox.dsl.IncludedScript;
import dev.groovebox.dsl.Includes;
import dev.groovebox.dsl.ScriptBinding;
import dev.groovebox.dsl.WordException;
import dev.groovebox.dsl.WordProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Compiles and runs the files that blocks include; their errors tell the file's own lines. */
final class ScriptIncludes implements Includes {
    private static final ClassLoader LANGUAGE = ScriptIncludes.class.getClassLoader();

    private final Function<ScriptSource, CompiledScript> compiler;

    /** @param compiler makes subclasses of {@link IncludedScript} */
    ScriptIncludes(Function<ScriptSource, CompiledScript> compiler) {
        this.compiler = compiler;
    }

    @Override
    public void run(Path file, Target target) {
        ScriptSource source = ScriptSource.file(file);
        CompiledScript compiled = compiler.apply(source);
        try {
            Optional<IncludedScript> script = new ScriptClasses(compiled, LANGUAGE).newScript(IncludedScript.class);
            script.ifPresent(words -> {
                target.begin(words, source.name());
                words.run();
            });
        } catch (Throwable thrown) {
            throw new FailureReader(source).read(thrown);
        }
        List<WordProblem> problems = target.problems();
        if (!problems.isEmpty()) {
            throw new FailureReader(source).read(new WordException(problems));
        }
    }
}
