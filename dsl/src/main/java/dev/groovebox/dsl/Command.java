package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.CommandForm;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A command as a script writes it. One text is the shell form, as in a Dockerfile; several words, a list or an array
 * are the exec form.
 */
record Command(CommandForm form) {
    /** Absent when it is empty or holds what isn't text. */
    static Optional<Command> of(Object[] given) {
        if (given == null || given.length == 0) {
            return Optional.empty();
        }
        boolean array = given instanceof String[];
        if (given.length == 1 && !array) {
            return given[0] instanceof Iterable<?> list && !(list instanceof java.nio.file.Path)
                    ? Texts.all(list).map(words -> new Command(CommandForm.exec(words)))
                    : Texts.of(given[0]).map(text -> new Command(CommandForm.shell(text)));
        }
        return Texts.all(Arrays.asList(given)).map(words -> new Command(CommandForm.exec(words)));
    }

    /** With the shell before them for the shell form. */
    List<String> words() {
        return form.under(List.of("/bin/sh", "-c"));
    }
}
