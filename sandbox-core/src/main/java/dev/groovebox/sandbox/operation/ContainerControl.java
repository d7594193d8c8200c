package dev.groovebox.sandbox.operation;

/** What the owner of a running foreground container can do to it. */
public interface ContainerControl {
    String containerId();

    /** Sends a signal (its number) to the container's first process; answers false when that has ended. */
    boolean signal(int number);
}
