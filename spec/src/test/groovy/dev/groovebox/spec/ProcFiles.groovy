package dev.groovebox.spec

import java.nio.file.Files
import java.nio.file.Path

/** Reads /proc, where a process may end between any two looks: what has gone is empty. */
class ProcFiles {
    static String text(String file) {
        try {
            new File(file).getText('UTF-8')
        } catch (IOException ignored) {
            ''
        }
    }

    static String target(Path link) {
        try {
            Files.readSymbolicLink(link).toString()
        } catch (IOException ignored) {
            ''
        }
    }
}
