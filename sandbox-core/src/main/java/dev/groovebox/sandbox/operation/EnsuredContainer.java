package dev.groovebox.sandbox.operation;

/**
 * What it took to make a container run as described.
 *
 * @param reason for people: "nothing of that name was there", "its environment differs"
 */
public record EnsuredContainer(String id, Done done, String reason) {
    /** What was done. */
    public enum Done {
        REUSED,
        STARTED,
        CREATED,
        RECREATED
    }
}
