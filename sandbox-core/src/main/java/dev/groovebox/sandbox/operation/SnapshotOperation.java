package dev.groovebox.sandbox.operation;

import java.util.List;
import java.util.Optional;

/**
 * What the engine does to the files of a container as a whole. The container must not run: its upper folder becomes a
 * lower one, at no cost of time or space, and it goes on with an empty one.
 */
public sealed interface SnapshotOperation<R> extends Operation<R> {
    record TakeSnapshot(String container) implements SnapshotOperation<SnapshotSummary> {}

    /** Of one container, or of all; oldest first. */
    record ListSnapshots(Optional<String> container) implements SnapshotOperation<List<SnapshotSummary>> {}

    /**
     * Makes the container's files what they were; all that it has written since is lost.
     *
     * @param snapshot its id or the beginning of it; also of one that was taken of another container
     */
    record RollBack(String container, String snapshot) implements SnapshotOperation<String> {}

    /**
     * Creates containers whose files are those of this one, and which share them.
     *
     * @param names of the new ones, each of which may be absent
     * @return their ids
     */
    record Fork(String container, List<Optional<String>> names) implements SnapshotOperation<List<String>> {
        public Fork {
            names = List.copyOf(names);
        }
    }
}
