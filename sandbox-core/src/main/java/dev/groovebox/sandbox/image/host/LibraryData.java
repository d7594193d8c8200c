package dev.groovebox.sandbox.image.host;

import java.util.List;
import java.util.stream.Stream;

/** Files that libraries open by themselves and programs can't well do without. */
final class LibraryData {
    /** A terminal that isn't described is one on which no line can be edited. */
    private static final List<String> TERMINALS = List.of(
            "a/ansi", "d/dumb", "l/linux", "r/rxvt", "s/screen", "s/screen-256color", "t/tmux", "t/tmux-256color",
            "v/vt100", "v/vt220", "x/xterm", "x/xterm-256color", "x/xterm-color");

    private static final List<String> TERMINAL_FOLDERS =
            List.of("/etc/terminfo", "/lib/terminfo", "/usr/lib/terminfo", "/usr/share/terminfo");

    /** The one locale that containers set: LANG=C.UTF-8. */
    private static final List<String> UTF8_FOLDERS = List.of(
            "/usr/lib/locale/C.utf8", "/usr/lib/locale/C.utf8/LC_MESSAGES");

    private LibraryData() {}

    /** @param libraryPath a library of the tree */
    static void addFor(String libraryPath, HostTree tree, HostFiles files) {
        String name = libraryPath.substring(libraryPath.lastIndexOf('/') + 1);
        if (name.startsWith("libtinfo.so") || name.startsWith("libncurses")) {
            TERMINAL_FOLDERS.stream()
                    .flatMap(folder -> TERMINALS.stream().map(terminal -> folder + "/" + terminal))
                    .forEach(tree::add);
        } else if (name.equals("libc.so.6")) {
            UTF8_FOLDERS.stream()
                    .flatMap(folder -> Stream.concat(Stream.of(folder), files.list(folder).stream()))
                    .forEach(tree::add);
        }
    }
}
