package dev.groovebox.sandbox.spec;

/** A step of a build, and where it was written. */
public record Instruction(BuildStep step, SourcePlace place) {
    public static Instruction of(BuildStep step) {
        return new Instruction(step, SourcePlace.UNKNOWN);
    }
}
