package dev.groovebox.dsl;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The words that can be written at one place of a script, in alphabetical order.
 *
 * @param place "script", "image" or "container"
 */
public record Words(String place, List<Entry> entries) {
    public Words {
        entries = List.copyOf(entries);
    }

    /**
     * One word.
     *
     * @param value it stands for a value, and nothing follows it
     */
    public record Entry(String name, String doc, String takes, String example, boolean value) {}

    /** The verbs of a script's top level. */
    public static Words verbs() {
        return of("script", SandboxScript.class);
    }

    public static Words image() {
        return of("image", ImageBlock.class);
    }

    public static Words container() {
        return of("container", ContainerBlock.class);
    }

    public static Words network() {
        return of("network", NetworkBlock.class);
    }

    public static Words commit() {
        return of("commit", CommitBlock.class);
    }

    public static List<Words> all() {
        return List.of(verbs(), image(), container(), commit(), network());
    }

    static Words of(String place, Class<?> type) {
        Stream<Entry> entries = Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(Word.class))
                .map(method -> entry(method.getName(), method.getAnnotation(Word.class)));
        return new Words(place, entries.sorted(Comparator.comparing(Entry::name)).toList());
    }

    public List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    public Optional<Entry> named(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** A value is a getter to Groovy: {@code getNone()} is written {@code none}. */
    private static Entry entry(String method, Word word) {
        boolean value = word.takes().isEmpty();
        String name = value ? Character.toLowerCase(method.charAt(3)) + method.substring(4) : method;
        return new Entry(name, word.value(), word.takes(), word.example(), value);
    }
}
