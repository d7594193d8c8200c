package dev.groovebox.dsl.script;

import dev.groovebox.dsl.SandboxScript;
import dev.groovebox.dsl.WordException;
import dev.groovebox.dsl.WordProblem;
import dev.groovebox.dsl.Words;
import dev.groovebox.dsl.script.ScriptFailure.Phase;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.failure.NearestWord;
import groovy.lang.MetaClass;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.codehaus.groovy.runtime.InvokerInvocationException;

/** Turns what a script threw into what its author is shown: the place in the script, and one plain message. */
final class FailureReader {
    private final ScriptSource source;
    private final String fileName;

    FailureReader(ScriptSource source) {
        this.source = source;
        this.fileName = source.className() + ".groovy";
    }

    ScriptException read(Throwable thrown) {
        Throwable failure = unwrapped(thrown);
        if (failure instanceof ScriptException done) {
            return done;
        }
        if (failure instanceof WordException words) {
            List<ScriptFailure> failures = words.problems().stream()
                    .map(this::ofWord)
                    .sorted(Comparator.comparingInt(each -> each.line().orElse(0)))
                    .toList();
            return new ScriptException(failures, 1, failure);
        }
        return new ScriptException(List.of(ofThrown(failure)), exitCode(failure), failure);
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable failure = thrown;
        while (failure.getCause() != null
                && (failure instanceof InvokerInvocationException
                        || failure instanceof InvocationTargetException
                        || failure instanceof ExceptionInInitializerError)) {
            failure = failure.getCause();
        }
        return failure;
    }

    private static int exitCode(Throwable failure) {
        if (failure instanceof EngineException engine) {
            return engine.failure().kind().exitCode();
        }
        return failure instanceof InterruptedException ? FailureKind.CANCELLED.exitCode() : 1;
    }

    private ScriptFailure ofWord(WordProblem problem) {
        return at(problem.where(), Optional.of(problem.word()), problem.message());
    }

    private ScriptFailure ofThrown(Throwable failure) {
        if (failure instanceof EngineException engine) {
            return at(failure, calledWord(failure), engine.failure().line());
        }
        if (failure instanceof MissingMethodException missing) {
            return at(failure, Optional.of(missing.getMethod()), noSuchMethod(missing));
        }
        if (failure instanceof MissingPropertyException missing) {
            return at(failure, Optional.of(missing.getProperty()), noSuchProperty(missing));
        }
        if (failure instanceof AssertionError) {
            // Groovy's picture of the assertion shows the source itself.
            ScriptFailure place = at(failure, Optional.empty(), "assertion failed\n" + failure.getMessage());
            return new ScriptFailure(Phase.RUNNING, place.file(), place.line(), OptionalInt.empty(), "", place.message());
        }
        if (failure instanceof InterruptedException) {
            return at(failure, Optional.empty(), "script stopped: it was interrupted");
        }
        if (failure instanceof StackOverflowError) {
            return at(failure, Optional.empty(), "it calls itself without end");
        }
        return at(failure, Optional.empty(), plain(failure));
    }

    private static String plain(Throwable failure) {
        String type = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? type : type + ": " + failure.getMessage();
    }

    private String noSuchMethod(MissingMethodException missing) {
        if (SandboxScript.class.isAssignableFrom(missing.getType())) {
            List<String> verbs = Words.verbs().names();
            return Words.verbs().named(missing.getMethod())
                    .map(verb -> verb.name() + " takes " + verb.takes() + ": " + verb.example())
                    .orElseGet(() -> "unknown word '" + missing.getMethod() + "'" + NearestWord.hint(missing.getMethod(), verbs));
        }
        Set<String> known = new HashSet<>();
        metaClass(missing.getType()).getMethods().forEach(method -> known.add(method.getName()));
        String wanted = missing.getMethod() + "(" + types(missing.getArguments()) + ")";
        return "no method " + wanted + " of " + missing.getType().getSimpleName()
                + (known.contains(missing.getMethod()) ? "" : NearestWord.hint(missing.getMethod(), known));
    }

    private String noSuchProperty(MissingPropertyException missing) {
        String name = missing.getProperty();
        if (SandboxScript.class.isAssignableFrom(missing.getType())) {
            return "unknown name '" + name + "'" + NearestWord.hint(name, Words.verbs().names());
        }
        List<String> known = new ArrayList<>();
        metaClass(missing.getType()).getProperties().forEach(property -> known.add(property.getName()));
        return "no property '" + name + "' of " + missing.getType().getSimpleName() + NearestWord.hint(name, known);
    }

    private static MetaClass metaClass(Class<?> type) {
        return InvokerHelper.getMetaClass(type);
    }

    private static String types(Object[] arguments) {
        return String.join(", ", Arrays.stream(arguments)
                .map(argument -> argument == null ? "null" : argument.getClass().getSimpleName())
                .toList());
    }

    /** The verb that the script was at: the method just below the script's own frame. */
    private Optional<String> calledWord(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        String language = SandboxScript.class.getPackageName() + ".";
        Optional<String> called = Optional.empty();
        for (StackTraceElement frame : trace) {
            if (fileName.equals(frame.getFileName())) {
                return called;
            }
            if (frame.getClassName().startsWith(language)) {
                called = Optional.of(frame.getMethodName());
            }
        }
        return Optional.empty();
    }

    private ScriptFailure at(Throwable where, Optional<String> word, String message) {
        OptionalInt line = line(where);
        String text = source.line(line.orElse(0));
        OptionalInt column = word.map(name -> column(text, name)).orElse(OptionalInt.empty());
        return new ScriptFailure(Phase.RUNNING, source.name(), line, column, text, message);
    }

    private OptionalInt line(Throwable where) {
        for (Throwable thrown = where; thrown != null; thrown = thrown.getCause()) {
            OptionalInt line = Arrays.stream(thrown.getStackTrace())
                    .filter(frame -> fileName.equals(frame.getFileName()) && frame.getLineNumber() > 0)
                    .mapToInt(StackTraceElement::getLineNumber)
                    .findFirst();
            if (line.isPresent()) {
                return line;
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt column(String line, String word) {
        Matcher matcher = Pattern.compile("(?<![\\p{Alnum}_])" + Pattern.quote(word) + "(?![\\p{Alnum}_])").matcher(line);
        return matcher.find() ? OptionalInt.of(matcher.start() + 1) : OptionalInt.empty();
    }
}
