package dev.groovebox.sandbox.operation;

/**
 * One thing that the engine can do. Each kind of object has its own.
 *
 * @param <R> what it answers
 */
public sealed interface Operation<R>
        permits ArchiveOperation,
                ContainerOperation,
                CopyOperation,
                ExecOperation,
                ImageOperation,
                NetworkOperation,
                ObservationOperation,
                RegistryOperation,
                SnapshotOperation,
                SystemOperation,
                VolumeOperation {}
