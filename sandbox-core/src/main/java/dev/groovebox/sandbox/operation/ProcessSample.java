package dev.groovebox.sandbox.operation;

import java.time.Duration;
import java.time.Instant;

/**
 * A process of a container.
 *
 * @param pid on the host
 * @param innerPid inside the container
 * @param parent the pid of its parent, on the host
 * @param uid on the host
 * @param state the kernel's letter: R, S, D, Z, T ...
 * @param terminal "pts/0"; empty when it has none
 * @param cpu processor time in all
 * @param residentBytes memory that it has in use
 * @param name the kernel's short one
 * @param command the whole of it; the name in brackets when it has none
 */
public record ProcessSample(
        int pid,
        int innerPid,
        int parent,
        long uid,
        char state,
        String terminal,
        Instant started,
        Duration cpu,
        int threads,
        long residentBytes,
        String name,
        String command) {}
