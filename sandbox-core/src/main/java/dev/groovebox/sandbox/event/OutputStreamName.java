package dev.groovebox.sandbox.event;

/** Which of a program's two output streams. */
public enum OutputStreamName {
    STDOUT,
    STDERR
}
