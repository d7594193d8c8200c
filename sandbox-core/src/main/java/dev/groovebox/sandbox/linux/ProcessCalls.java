package dev.groovebox.sandbox.linux;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The system calls by which the engine starts processes and talks to them. Descriptors it makes are close-on-exec. */
public interface ProcessCalls {
    /**
     * Starts a program from a descriptor, with an empty environment, default signals, and no descriptor but those given.
     *
     * @param program an open descriptor of an executable
     * @param descriptors the new process's number to ours
     * @param newSession out of the reach of the caller's terminal (setsid)
     * @return the process id
     */
    int spawn(int program, List<String> arguments, Map<Integer, Integer> descriptors, boolean newSession)
            throws KernelException;

    /**
     * Waits for a child to end.
     *
     * @return its wait status, as waitpid(2) gives it
     */
    int await(int pid) throws KernelException;

    /** A descriptor that names the process for good, whoever gets its number later; empty when it has ended. */
    OptionalInt openProcess(int pid) throws KernelException;

    /** Sends a signal through a descriptor of {@link #openProcess}; does nothing when the process has ended. */
    void signal(int process, int number) throws KernelException;


    Pipe pipe() throws KernelException;

    /** A file in memory that nobody can change any more (memfd_create(2), F_ADD_SEALS). */
    int sealedMemory(String name, byte[] content) throws KernelException;

    void write(int descriptor, byte[] bytes) throws KernelException;

    void close(int descriptor) throws KernelException;

    record Pipe(int readEnd, int writeEnd) {}
}
