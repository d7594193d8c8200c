package dev.groovebox.sandbox.build.pattern;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths as Go's package filepath has them. */
public final class GoPath {
    private GoPath() {}

    /** The shortest path that means the same, links aside: filepath.Clean. "." for nothing. */
    public static String clean(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..") && !names.isEmpty() && !names.peekLast().equals("..")) {
                names.removeLast();
            } else if (!name.isEmpty() && !name.equals(".") && !(name.equals("..") && absolute)) {
                names.addLast(name);
            }
        }
        String clean = (absolute ? "/" : "") + String.join("/", names);
        return clean.isEmpty() ? "." : clean;
    }
}
