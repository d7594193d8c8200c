package dev.groovebox.dsl

import dev.groovebox.dsl.script.ScriptException
import dev.groovebox.dsl.script.ScriptRunner
import dev.groovebox.dsl.script.ScriptSource
import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ImageSpec
import dev.groovebox.sandbox.storage.EnginePaths
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Specification

/** Runs scripts against a {@link RecordingEngine}, from a folder of its own. */
abstract class ScriptSpecification extends Specification {
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    final Path folder = scratch.path
    final EnginePaths paths = EnginePaths.of(folder.resolve('root'), folder.resolve('run'))
    final RecordingEngine engine = new RecordingEngine()
    final List<Event> events = []
    final ScriptRunner runner = new ScriptRunner(paths, engine, events.&add)

    Object run(String text, String... arguments) {
        runner.run(source(text), arguments.toList()).value().orElse(null)
    }

    ScriptSource source(String text) {
        new ScriptSource('script.groovy', text, folder)
    }

    /** What the user is shown when the script fails. */
    ScriptException failure(String text) {
        try {
            run(text)
        } catch (ScriptException e) {
            return e
        }
        throw new AssertionError((Object) 'the script did not fail')
    }

    ContainerSpec container(String words) {
        run("container {\n image 'base'\n $words\n}.run()")
        (engine.operations.last() as ContainerOperation.RunContainer).spec()
    }

    ImageSpec image(String words) {
        run("image('made') {\n from 'base'\n $words\n}")
        (engine.operations.last() as ImageOperation.BuildImage).spec()
    }
}
