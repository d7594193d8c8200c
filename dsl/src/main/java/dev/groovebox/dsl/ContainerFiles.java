package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.SnapshotOperation;
import dev.groovebox.sandbox.operation.SnapshotSummary;
import dev.groovebox.sandbox.spec.CommitSpec;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a script does with the files of a container as a whole: makes an image of them, remembers them, shares them. */
public abstract class ContainerFiles extends ContainerInside {
    ContainerFiles(ScriptContext context, String id) {
        super(context, id);
    }

    /** Makes an image of it, whatever state it is in. */
    public final ImageHandle commit(String image) {
        return new ImageHandle(context(), perform(new ImageOperation.CommitContainer(CommitSpec.of(getId(), image))));
    }

    public final ImageHandle commit(
            String image, @DelegatesTo(value = CommitBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> words) {
        CommitBlock block = new CommitBlock((SandboxScript) words.getThisObject());
        CommitSpec commit = block.evaluate(words, () -> block.spec(getId(), image));
        return new ImageHandle(context(), perform(new ImageOperation.CommitContainer(commit)));
    }

    /** Remembers its files as they are; while it runs, a copy of what it has written, during which it is paused. */
    public final SnapshotSummary snapshot() {
        return perform(new SnapshotOperation.TakeSnapshot(getId()));
    }

    public final List<SnapshotSummary> getSnapshots() {
        return perform(new SnapshotOperation.ListSnapshots(Optional.of(getId())));
    }

    /** Makes its files what they were; what it has written since is lost. It must not run. */
    public final void rollback(SnapshotSummary snapshot) {
        perform(new SnapshotOperation.RollBack(getId(), snapshot.id()));
    }

    /** Creates containers with its files, which go on by themselves; of one that runs, with a copy of what it has written. */
    public final List<StartedContainer> fork(int count) {
        return fork(Collections.nCopies(count, Optional.empty()));
    }

    public final List<StartedContainer> fork(String... names) {
        return fork(Arrays.stream(names).map(Optional::of).toList());
    }

    private List<StartedContainer> fork(List<Optional<String>> names) {
        return perform(new SnapshotOperation.Fork(getId(), names)).stream()
                .map(id -> new StartedContainer(context(), id))
                .toList();
    }
}
