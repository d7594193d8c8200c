package dev.groovebox.sandbox.operation;

/** A text that no message shows. */
public record Secret(String text) {
    @Override
    public String toString() {
        return "***";
    }
}
