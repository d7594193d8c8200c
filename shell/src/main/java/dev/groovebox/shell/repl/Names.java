package dev.groovebox.shell.repl;

import java.util.List;

/** The names that completion offers. */
interface Names {
    List<String> images();

    List<String> containers();
}
