package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.operation.ArchiveOperation;
import dev.groovebox.sandbox.operation.ContainerOperation;
import dev.groovebox.sandbox.operation.CopyOperation;
import dev.groovebox.sandbox.operation.ExecOperation;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.operation.NetworkOperation;
import dev.groovebox.sandbox.operation.ObservationOperation;
import dev.groovebox.sandbox.operation.Operation;
import dev.groovebox.sandbox.operation.PruneReport;
import dev.groovebox.sandbox.operation.RegistryOperation;
import dev.groovebox.sandbox.operation.RunResult;
import dev.groovebox.sandbox.operation.SnapshotOperation;
import dev.groovebox.sandbox.operation.SnapshotSummary;
import dev.groovebox.sandbox.operation.SystemOperation;
import dev.groovebox.sandbox.operation.VolumeOperation;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.ImageSpec;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Tells what it is asked to do, and does nothing. What only reads is asked of another engine. The answers are those
 * of a success without output, so a script that reads a program's output may go another way than it really would.
 */
public final class PlanningEngine implements Engine {
    private final Engine reads;
    private final Consumer<String> plan;

    /**
     * @param reads answers what changes nothing; it is not closed with this one
     * @param plan receives the lines of the plan
     */
    public PlanningEngine(Engine reads, Consumer<String> plan) {
        this.reads = reads;
        this.plan = plan;
    }

    @Override
    @SuppressWarnings("unchecked") // each operation is answered by what its own type says
    public <R> R perform(Operation<R> operation, EventSink events) {
        if (operation instanceof ImageOperation.BuildImage build) {
            return (R) build(build.spec());
        }
        if (operation instanceof ContainerOperation.PruneContainers prune) {
            return (R) told("prune containers", reads.perform(
                    new ContainerOperation.PruneContainers(prune.before(), prune.labels(), true), events));
        }
        if (operation instanceof ContainerOperation<?> asked) {
            return (R) new PlannedContainers(plan).tell(asked).orElseGet(() -> reads.perform(operation, events));
        }
        if (operation instanceof CopyOperation<?> copy) {
            plan.accept(copyWords(copy));
            return (R) Long.valueOf(0);
        }
        if (operation instanceof ObservationOperation<?>) {
            return reads.perform(operation, events);
        }
        if (operation instanceof ExecOperation<?> exec) {
            return (R) exec(exec, events);
        }
        if (operation instanceof ArchiveOperation<?> asked) {
            return (R) new ArchivePlan(plan).tell(asked);
        }
        if (operation instanceof ImageOperation.RemoveImage remove) {
            plan.accept("remove image " + remove.image());
            return (R) List.of();
        }
        if (operation instanceof ImageOperation.CommitContainer commit) {
            plan.accept("commit container " + commit.spec().container() + commit.spec().name().map(name -> " as " + name).orElse(""));
            commit.spec().changes().forEach(change -> plan.accept("    " + change.words()));
            return (R) planned(commit.spec().name().orElse("committed"));
        }
        if (operation instanceof SnapshotOperation.TakeSnapshot take) {
            plan.accept("take a snapshot of container " + take.container());
            return (R) new SnapshotSummary("planned", take.container(), Instant.EPOCH);
        }
        if (operation instanceof SnapshotOperation.RollBack back) {
            plan.accept("roll container " + back.container() + " back to snapshot " + back.snapshot());
            return (R) back.container();
        }
        if (operation instanceof SnapshotOperation.Fork fork) {
            plan.accept("fork container " + fork.container() + " " + fork.names().size() + " times");
            return (R) fork.names().stream().map(name -> name.orElse("planned")).toList();
        }
        if (operation instanceof SystemOperation.CheckStore check) {
            plan.accept(check.repair() ? "check the store and repair it" : "check the store");
            return (R) reads.perform(new SystemOperation.CheckStore(false), events);
        }
        if (operation instanceof ImageOperation.TagImage tag) {
            plan.accept("tag image " + tag.image() + " as " + tag.name());
            return (R) planned(tag.name());
        }
        if (operation instanceof ImageOperation.PruneImages prune) {
            return (R) told(
                    "prune images", reads.perform(new ImageOperation.PruneImages(prune.rules(), true), events));
        }
        if (operation instanceof VolumeOperation<?> asked) {
            return (R) new PlannedVolumes(plan).tell(asked).orElseGet(() -> reads.perform(operation, events));
        }
        if (operation instanceof NetworkOperation<?> asked) {
            return (R) new PlannedNetworks(plan).tell(asked).orElseGet(() -> reads.perform(operation, events));
        }
        if (operation instanceof RegistryOperation<?> asked) {
            return RegistryPlan.onlyReads(asked) ? reads.perform(operation, events) : (R) new RegistryPlan(plan).tell(asked);
        }
        if (operation instanceof ImageOperation.ListImages
                || operation instanceof ImageOperation.ReadDockerfile
                || operation instanceof ImageOperation.ReadIgnored
                || operation instanceof ImageOperation.FetchContext
                || operation instanceof ImageOperation.InspectImage
                || operation instanceof ImageOperation.ShowHistory
                || operation instanceof SnapshotOperation.ListSnapshots
                || operation instanceof SystemOperation.MeasureDisk
                || operation instanceof SystemOperation.DescribeSystem) {
            return reads.perform(operation, events);
        }
        throw new EngineException(
                FailureKind.INVALID, "cannot plan", operation.getClass().getSimpleName(), "only running it shows what it does", "");
    }

    private static String copyWords(CopyOperation<?> operation) {
        if (operation instanceof CopyOperation.CopyToContainer to) {
            return "copy " + to.source() + " to " + to.container() + ":" + to.target();
        }
        if (operation instanceof CopyOperation.CopyFromContainer from) {
            return "copy " + from.container() + ":" + from.source() + " to " + from.target();
        }
        if (operation instanceof CopyOperation.ArchiveFromContainer from) {
            return "archive " + from.container() + ":" + from.source();
        }
        CopyOperation.ExtractInContainer to = (CopyOperation.ExtractInContainer) operation;
        return "unpack an archive to " + to.container() + ":" + to.target();
    }

    private Object exec(ExecOperation<?> operation, EventSink events) {
        if (operation instanceof ExecOperation.Exec exec) {
            plan.accept("execute in container " + exec.container() + ": " + String.join(" ", exec.spec().command()));
            return RunResult.planned();
        }
        if (operation instanceof ExecOperation.ExecDetached exec) {
            plan.accept("execute in container " + exec.container() + ", detached: " + String.join(" ", exec.spec().command()));
            return "planned";
        }
        if (operation instanceof ExecOperation.Attach attach) {
            plan.accept("attach to container " + attach.container());
            return OptionalInt.of(0);
        }
        if (operation instanceof ExecOperation.KillExec kill) {
            plan.accept("send signal " + kill.signal() + " to exec " + kill.exec());
            return kill.exec();
        }
        return reads.perform(operation, events);
    }

    /** Its id is its name, so that later lines of the plan show which image is meant. */
    private ImageSummary build(ImageSpec spec) {
        plan.accept("build image " + spec.name());
        for (BuildStep step : spec.steps()) {
            plan.accept("    " + step.words());
        }
        return planned(spec.name());
    }

    private static ImageSummary planned(String name) {
        return new ImageSummary(name, name, List.of(name), Instant.EPOCH, 0, false);
    }

    /** Its dry run is the plan. */
    private PruneReport told(String verb, PruneReport report) {
        plan.accept(verb);
        report.lines().forEach(line -> plan.accept("    " + line));
        return report;
    }

    @Override
    public void close() {}
}
