package dev.groovebox.dsl;

import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.sandbox.spec.SpecException;
import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.MetaMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The words of one block of the language. A block's closure asks its block alone (DELEGATE_ONLY), so that a mistyped
 * word is an error and never reaches an outer block or the script's verbs. Beside its words a block knows what the
 * script's author defined: variables and methods; a typing error can only hit those by being their exact name.
 *
 * <p>A problem with one word is noted and the block goes on, so that one run shows all of them.
 */
public abstract class Block extends GroovyObjectSupport implements Problems {
    private final SandboxScript script;
    private final String place;
    private final List<WordProblem> problems = new ArrayList<>();
    private final List<Use> uses = new ArrayList<>();

    Block(SandboxScript script, String place) {
        this.script = script;
        this.place = place;
    }

    /** Evaluates the closure's words on this block, and makes of them what {@code result} makes. */
    final <R> R evaluate(Closure<?> body, Supplier<R> result) {
        Closure<?> words = body.rehydrate(this, body.getOwner(), body.getThisObject());
        words.setResolveStrategy(Closure.DELEGATE_ONLY);
        try {
            words.call();
        } catch (WordException e) {
            problems.addAll(e.problems());
        } catch (RuntimeException e) {
            throw problems.isEmpty() ? e : problemsBefore(e);
        }
        if (!problems.isEmpty()) {
            throw new WordException(problems);
        }
        try {
            return result.get();
        } catch (SpecException e) {
            throw new WordException(e.problems().stream().map(this::atItsWord).toList());
        }
    }

    /** How many problems are noted so far. */
    final int problemCount() {
        return problems.size();
    }

    /** Takes back the problems that were noted after there were {@code count}: whoever takes them tells them. */
    final List<WordProblem> takeProblemsAfter(int count) {
        List<WordProblem> later = problems.subList(count, problems.size());
        List<WordProblem> taken = List.copyOf(later);
        later.clear();
        return taken;
    }

    /** What a noted problem led to tells nothing new. */
    private WordException problemsBefore(RuntimeException consequence) {
        WordException exception = new WordException(problems);
        exception.addSuppressed(consequence);
        return exception;
    }

    /** A spec's problem begins with its word; the word knows its line. */
    private WordProblem atItsWord(String problem) {
        String word = problem.substring(0, Math.max(0, problem.indexOf(':')));
        List<Use> ofWord = uses.stream().filter(use -> use.word().equals(word)).toList();
        Throwable where = ofWord.stream()
                .filter(use -> problem.contains("'" + use.value() + "'"))
                .findFirst()
                .or(() -> ofWord.stream().reduce((first, last) -> last))
                .map(Use::where)
                .orElseGet(Throwable::new);
        return new WordProblem(word, problem, where);
    }

    /** Every word says that it was used. */
    final void used(String word, Object value) {
        uses.add(new Use(word, value, new Throwable()));
    }

    /** @param where its trace is only read if there is a problem; making it is cheap */
    private record Use(String word, Object value, Throwable where) {}

    /** Uses a word's value. Groovy lets null pass as a value of any type; to a word it is none. */
    final <V> void ifGiven(String word, V value, Consumer<V> use) {
        used(word, value);
        if (value == null) {
            problem(word, words().named(word).map(known -> Misuse.of(known, new Object[] {null})).orElseThrow());
        } else {
            use.accept(value);
        }
    }

    @Override
    public final void problem(String word, String message) {
        problems.add(new WordProblem(word, message, new Throwable()));
    }

    final SandboxScript script() {
        return script;
    }

    private Words words() {
        return Words.of(place, getClass());
    }

    /** Groovy calls this for a word that isn't there, or doesn't take such arguments. */
    public Object methodMissing(String word, Object arguments) {
        Object[] given = (Object[]) arguments;
        if (script.defines(word, given)) {
            return script.invokeMethod(word, given);
        }
        problem(word, words().named(word)
                .map(known -> Misuse.of(known, given))
                .orElseGet(() -> Misuse.unknown(word, place, words().names())));
        return null;
    }

    /** Groovy calls this for a name without arguments: a value such as {@code none}, or a variable of the script. */
    @Override
    public Object getProperty(String name) {
        MetaMethod getter = getMetaClass().pickMethod(
                "get" + Character.toUpperCase(name.charAt(0)) + name.substring(1), new Class<?>[0]);
        if (getter != null && getter.getDeclaringClass().getTheClass() == getClass()) {
            return getter.invoke(this, new Object[0]);
        }
        if (script.definesVariable(name)) {
            return script.getProperty(name);
        }
        String message = words().named(name)
                .map(Misuse::withoutArguments)
                .orElseGet(() -> Misuse.unknown(name, place, words().names()));
        throw new WordException(List.of(new WordProblem(name, message, new Throwable())));
    }

    /** Words are called, not assigned; a variable is the script's only if the script made it. */
    @Override
    public void setProperty(String name, Object value) {
        if (words().named(name).isPresent()) {
            problem(name, "'" + name + "' is a word of " + place + ": write it without '='");
        } else if (script.definesVariable(name)) {
            script.setProperty(name, value);
        } else {
            problem(name, "unknown variable '" + name + "' in " + place
                    + NearestWord.hint(name, words().names()).replaceFirst("^$", "; declare it with def"));
        }
    }
}
