package dev.groovebox.sandbox.event;

import java.time.Duration;
import java.util.Optional;

/** What an operation tells while it works. Faces render events; none of them is needed to get the result right. */
public sealed interface Event {
    /** Something the user should know once, such as a limit that this machine can't raise. */
    record Warning(String message) implements Event {}

    /** One request to a registry and its answer, for whoever looks for a fault; it holds nothing secret. */
    record Trace(String line) implements Event {}

    /**
     * A step of a build begins.
     *
     * @param number from 1 to {@code total}
     * @param words the step, in one canonical way
     * @param stage that it is of; empty when there is but one
     */
    record StepStarted(int number, int total, String words, String stage) implements Event {}

    /**
     * Why a step's result was found in the cache, or not; told when it is asked for.
     *
     * @param reason what has changed since the last time: a file, a variable, the command
     */
    record StepExplained(int number, boolean cached, String reason) implements Event {}

    /** A line that a build step's program printed. */
    record StepOutput(int number, OutputStreamName stream, String line) implements Event {}

    /**
     * A person looks around in the sandbox of a step that failed: the terminal is theirs until the step is told to have
     * failed.
     */
    record ShellOpened(int number, int exitCode) implements Event {}

    record StepFinished(int number, int total, boolean cached, Duration took) implements Event {}

    /** The step ends the build; the operation's own failure says why. */
    record StepFailed(int number, int total) implements Event {}

    /**
     * Bytes moved for one object, such as a layer.
     *
     * @param total in bytes, absent while it is not known
     */
    record Progress(String object, String doing, long bytes, Optional<Long> total) implements Event {}

    /**
     * Nothing more will move for the object.
     *
     * @param done "Loaded", "Already exists"
     * @param bytes in all
     */
    record ProgressDone(String object, String done, long bytes) implements Event {}
}
