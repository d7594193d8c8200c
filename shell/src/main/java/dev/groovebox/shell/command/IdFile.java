package dev.groovebox.shell.command;

import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The file of {@code --cidfile}, which must not be there yet. */
record IdFile(Optional<Path> file) {
    /** @throws UsageException when the file is there: two containers would claim it */
    static IdFile of(Arguments arguments) {
        Optional<Path> file = arguments.value("--cidfile").map(Path::of);
        if (file.filter(Files::exists).isPresent()) {
            throw new UsageException("--cidfile '" + file.get() + "' is there already; remove it, or name another");
        }
        return new IdFile(file);
    }

    void write(String id) {
        if (file.isPresent()) {
            try {
                Files.writeString(file.get(), id, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UsageException("--cidfile '" + file.get() + "' can't be written: " + e.getMessage());
            }
        }
    }
}
