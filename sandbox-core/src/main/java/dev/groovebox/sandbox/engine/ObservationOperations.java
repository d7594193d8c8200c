package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.container.ExecRecord;
import dev.groovebox.sandbox.container.ExecStore;
import dev.groovebox.sandbox.engine.RunningContainers.Running;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.inside.ContainerDocument;
import dev.groovebox.sandbox.inside.EventStream;
import dev.groovebox.sandbox.inside.LogReader;
import dev.groovebox.sandbox.inside.MountDocuments;
import dev.groovebox.sandbox.inside.NetworkDocument;
import dev.groovebox.sandbox.inside.ProcessSampler;
import dev.groovebox.sandbox.inside.SandboxExplainer;
import dev.groovebox.sandbox.inside.StatsSampler;
import dev.groovebox.sandbox.inside.UpperChanges;
import dev.groovebox.sandbox.network.ContainerNetworks;
import dev.groovebox.sandbox.operation.ContainerStats;
import dev.groovebox.sandbox.operation.FileChange;
import dev.groovebox.sandbox.operation.ObservationOperation;
import dev.groovebox.sandbox.operation.ProcessSample;
import dev.groovebox.sandbox.spec.LogSettings;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the engine tells of containers. */
final class ObservationOperations {
    private final EnginePaths paths;
    private final Machine machine;
    private final ContainerStore store;
    private final RunningContainers running;
    private final ImageOperations images;

    ObservationOperations(EnginePaths paths, Machine machine, RunningContainers running, ImageOperations images) {
        this.paths = paths;
        this.machine = machine;
        this.store = running.store();
        this.running = running;
        this.images = images;
    }

    Object perform(ObservationOperation<?> operation, EventSink events) throws IOException, InterruptedException {
        if (operation instanceof ObservationOperation.InspectContainer inspect) {
            return inspect(store.require(inspect.container()));
        }
        if (operation instanceof ObservationOperation.DiffContainer diff) {
            return diff(store.require(diff.container()));
        }
        if (operation instanceof ObservationOperation.TopContainer top) {
            return top(running.require("cannot list the processes of container", top.container()));
        }
        if (operation instanceof ObservationOperation.SampleStats stats) {
            return stats(stats.containers());
        }
        if (operation instanceof ObservationOperation.ReadLogs logs) {
            return logs(store.require(logs.container()), logs, events);
        }
        if (operation instanceof ObservationOperation.StreamEvents stream) {
            return EventStream.read(paths.events(), stream.query(), stream.consumer());
        }
        return explain(store.require(((ObservationOperation.ExplainContainer) operation).container()));
    }

    private JsonObject inspect(Container container) throws IOException {
        List<String> execs = new ExecStore(container.paths(), machine.facts().bootId())
                .list().stream().map(ExecRecord::id).toList();
        ContainerRecord record = container.record();
        NetworkDocument network = new NetworkDocument(
                ContainerNetworks.read(container.paths()), record.spec().ports().exposedWith(record.execution().exposedPorts()));
        return new ContainerDocument(
                container,
                execs,
                layersIfThere(container),
                new MountDocuments(paths).of(VolumeMounts.all(record)),
                network.build()).build();
    }

    private List<FileChange> diff(Container container) throws IOException {
        if (!Files.isDirectory(container.paths().upper())) {
            return List.of(); // a killed snapshot has just taken it; readers make nothing
        }
        return UpperChanges.read(machine.files(), container.paths().upper(), layers(container));
    }

    private List<Path> layers(Container container) throws IOException {
        return images.under(container);
    }

    /** What can still be told of a container is told, also when its image was removed by force. */
    private List<Path> layersIfThere(Container container) throws IOException {
        try {
            return layers(container);
        } catch (EngineException e) {
            if (e.failure().kind() != FailureKind.NOT_FOUND) {
                throw e;
            }
            return List.of();
        }
    }

    private List<ProcessSample> top(Running container) throws IOException {
        return ProcessSampler.ofThisMachine().sample(machine.cgroups().find(container.id()).processes());
    }

    private List<ContainerStats> stats(List<String> names) throws IOException {
        List<ContainerStats> samples = new ArrayList<>();
        if (names.isEmpty()) {
            for (Container container : store.list()) {
                sample(container).ifPresent(samples::add);
            }
        } else {
            for (String name : names) {
                Container container = running.require("cannot measure container", name).container();
                sample(container).ifPresent(samples::add);
            }
        }
        return samples;
    }

    /** Empty when it has ended meanwhile. */
    private Optional<ContainerStats> sample(Container container) throws IOException {
        if (container.state().pid().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(StatsSampler.sample(
                    container.record().id(),
                    container.record().name(),
                    container.state().pid().getAsInt(),
                    machine.cgroups().find(container.record().id()).usage()));
        } catch (IOException gone) {
            if (store.find(container.record().id()).filter(now -> now.state().status().hasProcess()).isPresent()) {
                throw gone;
            }
            return Optional.empty();
        }
    }

    private long logs(Container container, ObservationOperation.ReadLogs logs, EventSink events)
            throws IOException, InterruptedException {
        LogSettings.Driver driver = container.record().spec().supervision().log().driver();
        if (driver != LogSettings.Driver.FILE) {
            throw noLog(container, "its log driver is '" + driver.word() + "', which can't be read here",
                    driver == LogSettings.Driver.JOURNALD ? "journalctl CONTAINER_NAME=" + container.record().name() : "");
        }
        String id = container.record().id();
        return LogReader.read(container.paths().log(), logs.query(), logs.hearer(),
                files -> events.accept(new Event.Warning(lost(container, files))),
                () -> store.find(id).filter(now -> now.state().status().isActive()).isPresent());
    }

    private static String lost(Container container, long files) {
        LogSettings log = container.record().spec().supervision().log();
        return "container '" + container.record().name() + "' writes faster than its log is read: " + files
                + (files == 1 ? " file" : " files") + " of at most " + log.mostBytes() + " bytes went before";
    }

    private static EngineException noLog(Container container, String cause, String remedy) {
        return new EngineException(
                FailureKind.CONFLICT, "cannot read the log of container", container.record().name(), cause, remedy);
    }

    private Object explain(Container container) throws IOException {
        return new SandboxExplainer(
                container, layersIfThere(container), machine.cgroups().find(container.record().id())).explain();
    }
}
