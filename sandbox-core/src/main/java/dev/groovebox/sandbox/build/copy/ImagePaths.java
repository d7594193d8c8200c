package dev.groovebox.sandbox.build.copy;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths in an image as steps write them. */
public final class ImagePaths {
    private ImagePaths() {}

    /** Cleaned of "." and ".." as docker does: ".." of the root is the root. */
    public static String absolute(String path, String workingFolder) {
        Deque<String> names = new ArrayDeque<>();
        String whole = path.startsWith("/") ? path : workingFolder + "/" + path;
        for (String name : whole.split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }
}
