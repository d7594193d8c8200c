package dev.groovebox.sandbox

import java.nio.file.Files
import spock.lang.AutoCleanup
import spock.lang.Specification

class ScratchFolderSpec extends Specification {
    @AutoCleanup
    def victim = new ScratchFolder()

    def 'removing a folder removes the links in it and nothing behind them'() {
        given:
        def scratch = new ScratchFolder()
        def precious = Files.writeString(victim.path.resolve('precious'), 'x')
        Files.createSymbolicLink(scratch.path.resolve('folder'), victim.path)
        Files.createSymbolicLink(scratch.path.resolve('file'), precious)
        Files.createDirectories(scratch.path.resolve('a/b'))
        Files.createSymbolicLink(scratch.path.resolve('a/b/deep'), victim.path)

        when:
        scratch.close()

        then:
        Files.exists(precious)
        Files.notExists(scratch.path)
    }
}
