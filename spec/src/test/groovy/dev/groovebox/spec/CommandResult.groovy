package dev.groovebox.spec

import groovy.transform.Immutable
import java.time.Duration

/** How a command of the launcher ended, with its two streams apart. */
@Immutable
class CommandResult {
    List<String> command
    int exitCode
    String out
    String err
    Duration duration

    List<String> getLines() {
        out.readLines()
    }

    /** For conditions that fail: all there is to know. */
    @Override
    String toString() {
        "${command.join(' ')}\nexit code $exitCode after ${duration.toMillis()} ms\n--- out\n$out\n--- err\n$err"
    }
}
