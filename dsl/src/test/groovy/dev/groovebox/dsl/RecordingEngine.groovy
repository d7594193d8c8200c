package dev.groovebox.dsl

import dev.groovebox.registry.json.JsonObject
import dev.groovebox.sandbox.engine.Engine
import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.event.OutputStreamName
import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.CopyOperation
import dev.groovebox.sandbox.operation.ExecOperation
import dev.groovebox.sandbox.operation.ObservationOperation
import dev.groovebox.sandbox.operation.ContainerStatus
import dev.groovebox.sandbox.operation.ContainerSummary
import dev.groovebox.sandbox.operation.EnsuredContainer
import dev.groovebox.sandbox.operation.LogLine
import dev.groovebox.sandbox.operation.ObservationOperation
import dev.groovebox.sandbox.operation.DockerfileContent
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.ImageSummary
import dev.groovebox.sandbox.operation.NetworkOperation
import dev.groovebox.sandbox.operation.Operation
import dev.groovebox.sandbox.operation.VolumeOperation
import dev.groovebox.sandbox.operation.PushedImage
import dev.groovebox.sandbox.operation.RegistryOperation
import dev.groovebox.sandbox.operation.RemoteManifest
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.sandbox.operation.ImageDetails
import dev.groovebox.sandbox.operation.DiskReport
import dev.groovebox.sandbox.operation.PruneReport
import dev.groovebox.sandbox.operation.SystemDescription
import dev.groovebox.sandbox.operation.SystemOperation
import dev.groovebox.sandbox.operation.SnapshotOperation
import dev.groovebox.sandbox.operation.SnapshotSummary
import dev.groovebox.sandbox.operation.Stdio
import java.time.Duration
import java.time.Instant

/** Keeps what it was asked, and answers as if all went well; a spec may give it other answers. */
class RecordingEngine implements Engine {
    final List<Operation<?>> operations = []
    final List<String> inputs = []
    String out = 'hello from box\n'
    int exitCode = 0
    List<List> lines = []
    Closure<?> answer = { operation -> defaultAnswer(operation) }

    @Override
    <R> R perform(Operation<R> operation, EventSink events) {
        operations << operation
        answer.call(operation) as R
    }

    def defaultAnswer(Operation<?> operation) {
        if (operation instanceof ImageOperation.BuildImage) {
            return image(operation.spec().name())
        }
        if (operation instanceof ImageOperation.InspectImage) {
            return new ImageDetails(image(operation.image()), JsonObject.builder().put('Id', 'sha256:1234').build())
        }
        if (operation instanceof ImageOperation.TagImage) {
            return image(operation.name())
        }
        if (operation instanceof ImageOperation.CommitContainer) {
            return image(operation.spec().name().get())
        }
        if (operation instanceof ArchiveOperation.ImportImage) {
            return image(operation.name().orElse('imported'))
        }
        if (operation instanceof ImageOperation.PruneImages || operation instanceof ContainerOperation.PruneContainers) {
            return new PruneReport([], 0)
        }
        if (operation instanceof SystemOperation.DescribeSystem) {
            return new SystemDescription([:])
        }
        if (operation instanceof ContainerOperation.BootContainers) {
            return []
        }
        if (operation instanceof RegistryOperation.CopyRemote) {
            return new PushedImage(operation.target(), "sha256:${'b' * 64}", 500)
        }
        if (operation instanceof RegistryOperation.AttachArtifact || operation instanceof NetworkOperation.ConnectNetwork
                || operation instanceof NetworkOperation.DisconnectNetwork || operation instanceof ExecOperation.KillExec
                || operation instanceof ExecOperation.ExecDetached || operation instanceof VolumeOperation.SnapshotVolume
                || operation instanceof VolumeOperation.RestoreVolume) {
            return null
        }
        if (operation instanceof SystemOperation.MeasureDisk) {
            return new DiskReport([], [], [], [], [])
        }
        if (operation instanceof ImageOperation.ReadDockerfile) {
            return new DockerfileContent('Dockerfile', [], [])
        }
        if (operation instanceof ExecOperation.Exec) {
            return run(operation.stdio())
        }
        if (operation instanceof CopyOperation || operation instanceof ObservationOperation.ReadLogs) {
            return 1L
        }
        if (operation instanceof ContainerOperation.RunContainer) {
            return run(operation.stdio())
        }
        if (operation instanceof ContainerOperation.EnsureContainer) {
            return new EnsuredContainer('c' * 64, EnsuredContainer.Done.CREATED, 'there was none of that name')
        }
        if (operation instanceof ContainerOperation.FindContainer) {
            return Optional.of(new ContainerSummary('c' * 64, 'box', 'image', 'sha256:1', ['true'], Instant.EPOCH,
                    ContainerStatus.RUNNING, Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.of(1),
                    Optional.empty(), [:], [], [], [], []))
        }
        if (operation instanceof ContainerOperation.WaitContainer) {
            return OptionalInt.of(exitCode)
        }
        if (operation instanceof ObservationOperation.ReadLogs) {
            lines.each { stream, line ->
                operation.consumer().accept(new LogLine(stream as OutputStreamName, Instant.EPOCH, "$line\n".toString().bytes))
            }
            return lines.size() as long
        }
        if (operation instanceof ContainerOperation.ListContainers || !(operation instanceof ContainerOperation)) {
            return operation instanceof ContainerOperation ? [] : answerBeyondContainers(operation)
        }
        'c' * 64
    }

    private static Object answerBeyondContainers(Operation<?> operation) {
        if (operation instanceof SnapshotOperation.TakeSnapshot) {
            return new SnapshotSummary('d' * 64, operation.container(), Instant.EPOCH)
        }
        if (operation instanceof SnapshotOperation.Fork) {
            return operation.names().collect { 'f' * 64 }
        }
        if (operation instanceof ArchiveOperation.ImportImage) {
            return new ImageSummary('sha256:1234', 'sha256:5678', operation.name().stream().toList(), Instant.EPOCH, 1, false)
        }
        if (operation instanceof ArchiveOperation.ExportContainer) {
            return operation.container()
        }
        if (operation instanceof ArchiveOperation.ExportImage) {
            return operation.image()
        }
        if (operation instanceof NetworkOperation.CreateNetwork || operation instanceof VolumeOperation.CreateVolume) {
            return 'made'
        }
        if (operation instanceof RegistryOperation.Push) {
            return [new PushedImage(operation.to().orElse(operation.image()), "sha256:${'b' * 64}", 500)]
        }
        if (operation instanceof RegistryOperation.InspectManifest) {
            return new RemoteManifest(operation.reference(), "sha256:${'a' * 64}", 'application/vnd.oci.image.index.v1+json', '{}')
        }
        []
    }

    private static ImageSummary image(String name) {
        new ImageSummary('sha256:1234', 'sha256:5678', [name], Instant.EPOCH, 1, false)
    }

    private RunResult run(Stdio stdio) {
        stdio.input().ifPresent { inputs << it.getText('UTF-8') }
        if (stdio instanceof Stdio.Lines) {
            lines.each { stream, line -> stdio.consumer().accept(stream as OutputStreamName, line as String) }
        }
        new RunResult('box', exitCode, OptionalInt.empty(), false, false, out, '', false, Duration.ofMillis(3))
    }

    @Override
    void close() {}
}
