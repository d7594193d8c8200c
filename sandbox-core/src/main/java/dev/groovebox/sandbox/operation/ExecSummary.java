package dev.groovebox.sandbox.operation;

import java.time.Instant;
import java.util.List;

/**
 * A program that runs beside a container's own.
 *
 * @param pid on the host
 * @param user as it was asked for; empty for the container's
 */
public record ExecSummary(String id, String container, int pid, List<String> command, String user, boolean terminal, Instant started) {
    public ExecSummary {
        command = List.copyOf(command);
    }
}
