package dev.groovebox.dsl

import dev.groovebox.dsl.script.ScriptRunner
import dev.groovebox.dsl.script.ScriptSource
import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.storage.EnginePaths
import groovy.transform.CompileStatic
import java.nio.file.Path

/** Runs one script in a process of its own, so that a spec can see which classes it loads. */
@CompileStatic
class CachedScript {
    static void main(String[] arguments) {
        EnginePaths paths = EnginePaths.of(Path.of(arguments[0]), Path.of(arguments[0], 'run'))
        new ScriptRunner(paths, new RecordingEngine(), EventSink.none()).run(ScriptSource.file(Path.of(arguments[1])), [])
    }
}
