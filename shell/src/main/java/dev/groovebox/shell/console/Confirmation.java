package dev.groovebox.shell.console;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Asks a person before something is deleted. Who has no terminal is no person, and meant what was written. */
public final class Confirmation {
    private Confirmation() {}

    public static boolean given(Console console, String warning) {
        if (!console.inIsTerminal() || !console.errIsTerminal()) {
            return true;
        }
        console.err().println("WARNING! " + warning);
        console.err().print("Are you sure you want to continue? [y/N] ");
        console.err().flush();
        return firstLetter(console) == 'y';
    }

    /** Of a line, all of which is taken, so that nothing of it is left for whoever reads next. */
    private static int firstLetter(Console console) {
        try {
            int first = console.in().read();
            int last = first;
            while (last >= 0 && last != '\n') {
                last = console.in().read();
            }
            return Character.toLowerCase(first);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the answer", e);
        }
    }
}
