package dev.groovebox.shell.repl;

import java.util.Optional;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.Phases;

/** Tells code that goes on in the next line from code that can be evaluated, or is wrong already. */
final class Completeness {
    private static final String OPERATORS = "+-*/%=<>&|^?:,.([{";

    private Completeness() {}

    static boolean isIncomplete(String code) {
        return parseFailure(code).map(failure -> goesOn(code, failure)).orElse(false);
    }

    /** Groovy's parser does not say that it has met the end too early, but where a bracket has no other. */
    private static boolean goesOn(String code, String failure) {
        String text = code.stripTrailing();
        boolean endsOpen = !text.isEmpty() && OPERATORS.indexOf(text.charAt(text.length() - 1)) >= 0;
        return OpenBrackets.of(code).isOpen() || endsOpen || failure.contains("<EOF>");
    }

    private static Optional<String> parseFailure(String code) {
        CompilationUnit unit = new CompilationUnit(new CompilerConfiguration());
        unit.addSource("input.groovy", code);
        try {
            unit.compile(Phases.CONVERSION);
            return Optional.empty();
        } catch (CompilationFailedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
