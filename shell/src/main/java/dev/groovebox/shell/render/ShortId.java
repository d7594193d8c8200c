package dev.groovebox.shell.render;

/** The first twelve digits of an id, as docker shows it. */
public final class ShortId {
    private static final int LENGTH = 12;

    private ShortId() {}

    public static String of(String id) {
        String hex = id.substring(id.indexOf(':') + 1);
        return hex.length() > LENGTH ? hex.substring(0, LENGTH) : hex;
    }
}
