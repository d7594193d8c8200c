package dev.groovebox.sandbox.operation;

/** A file of a container that is not as in its image. @param path absolute, inside the container */
public record FileChange(Kind kind, String path) {
    public enum Kind {
        ADDED,
        CHANGED,
        DELETED;

        /** Docker's letter. */
        public char letter() {
            return name().charAt(0);
        }
    }
}
