package dev.groovebox.dsl;

/** A script ends itself. Not a failure: an {@link Error}, so that a script's {@code catch (Exception e)} lets it pass. */
public final class ScriptExit extends Error {
    private final int code;

    ScriptExit(int code) {
        super("exit " + code, null, false, false);
        this.code = code;
    }

    public int code() {
        return code;
    }
}
