package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.storage.EnginePaths
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

/** A specification with an engine of its own, whose root has the image 'busybox' and nothing else. */
abstract class EngineSpecification extends Specification {
    @Shared
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    @Shared
    EnginePaths paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    @Shared
    @AutoCleanup
    Engine engine

    def setupSpec() {
        BusyboxImage.addTo(paths)
        engine = LocalEngine.open(paths)
    }
}
