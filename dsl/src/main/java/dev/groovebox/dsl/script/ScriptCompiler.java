package dev.groovebox.dsl.script;

import dev.groovebox.dsl.script.ScriptFailure.Phase;
import groovy.lang.GroovyClassLoader;
import groovy.lang.Script;
import groovy.transform.ThreadInterrupt;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.ErrorCollector;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.Phases;
import org.codehaus.groovy.control.customizers.ASTTransformationCustomizer;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.control.customizers.ImportCustomizer;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.syntax.SyntaxException;

/**
 * Turns a script's text into classes. The only class here that reaches the Groovy compiler, which takes a second to
 * load: a script from the cache must not touch it.
 */
final class ScriptCompiler {
    private static final List<String> IMPORTED_PACKAGES = List.of("java.time", "dev.groovebox.sandbox.operation");

    private final ClassLoader parent;
    private final CompilerConfiguration configuration = new CompilerConfiguration();

    /**
     * @param base what the script extends
     * @param parent has the classes that the script may name
     */
    ScriptCompiler(Class<? extends Script> base, ClassLoader parent, CompilationCustomizer... more) {
        this.parent = parent;
        configuration.setScriptBaseClass(base.getName());
        configuration.setSourceEncoding("UTF-8");
        configuration.setTargetBytecode("17");
        configuration.addCompilationCustomizers(
                new ImportCustomizer().addStarImports(IMPORTED_PACKAGES.toArray(String[]::new)),
                // So that Ctrl-C ends a loop that never reaches the engine.
                new ASTTransformationCustomizer(ThreadInterrupt.class));
        configuration.addCompilationCustomizers(more);
    }

    /** @throws ScriptException naming every error that the compiler found */
    CompiledScript compile(ScriptSource source) {
        CompilationUnit unit = new CompilationUnit(configuration, null, new GroovyClassLoader(parent));
        unit.addSource(source.className() + ".groovy", source.text());
        try {
            unit.compile(Phases.CLASS_GENERATION);
        } catch (MultipleCompilationErrorsException e) {
            throw new ScriptException(failures(source, e.getErrorCollector()), 1, e);
        } catch (CompilationFailedException e) {
            throw new ScriptException(List.of(whole(source, e.getMessage())), 1, e);
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        unit.getClasses().forEach(made -> classes.put(made.getName(), made.getBytes()));
        return new CompiledScript(mainClass(unit), classes);
    }

    private static Optional<String> mainClass(CompilationUnit unit) {
        return unit.getAST().getClasses().stream().filter(ClassNode::isScript).map(ClassNode::getName).findFirst();
    }

    private static List<ScriptFailure> failures(ScriptSource source, ErrorCollector errors) {
        return errors.getErrors().stream()
                .map(message -> failure(source, message))
                .sorted(Comparator.comparingInt((ScriptFailure failure) -> failure.line().orElse(0))
                        .thenComparingInt(failure -> failure.column().orElse(0)))
                .toList();
    }

    private static ScriptFailure failure(ScriptSource source, Message message) {
        if (!(message instanceof SyntaxErrorMessage syntax)) {
            StringWriter text = new StringWriter();
            message.write(new PrintWriter(text, true));
            return whole(source, text.toString().strip());
        }
        SyntaxException error = syntax.getCause();
        return new ScriptFailure(
                Phase.COMPILING,
                source.name(),
                error.getLine() < 1 ? OptionalInt.empty() : OptionalInt.of(error.getLine()),
                error.getStartColumn() < 1 ? OptionalInt.empty() : OptionalInt.of(error.getStartColumn()),
                source.line(error.getLine()),
                error.getOriginalMessage().strip());
    }

    private static ScriptFailure whole(ScriptSource source, String message) {
        return ScriptFailure.ofWhole(Phase.COMPILING, source.name(), message);
    }
}
