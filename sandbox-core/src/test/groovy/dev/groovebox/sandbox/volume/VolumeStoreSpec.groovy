package dev.groovebox.sandbox.volume

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.linux.file.FileCalls
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.storage.EnginePaths
import dev.groovebox.sandbox.storage.EventLog
import dev.groovebox.sandbox.storage.StagingArea
import java.lang.reflect.InvocationTargetException
import java.lang.reflect.Proxy
import java.nio.file.Files
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

@Timeout(60)
class VolumeStoreSpec extends Specification {
    static final FILES = ['_data', '_data/a', '_data/d', '_data/d/b', '_data/d/c', 'volume.json']

    @AutoCleanup
    def scratch = new ScratchFolder()
    def paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    def calls = new JnaFileCalls()

    def 'a removal that is broken off, wherever, has left the volume whole or removed it'() {
        given:
        def brokenOff = 0

        when:
        while (removalIsBrokenOff(brokenOff)) {
            assert files() in [[], FILES]
            assert store().find('v').present == (files() == FILES)
            StagingArea.reap(paths, calls)
            assert paths.temporary().toFile().list() == [] as String[]
            brokenOff++
        }

        then:
        brokenOff > FILES.size()
        store().find('v').empty
        paths.locks().toFile().list() == [] as String[]
    }

    /** @param number of the removing call that fails */
    private boolean removalIsBrokenOff(int number) {
        store().create('v', [:], '')
        Files.createDirectories(paths.volumeData('v').resolve('d'))
        ['a', 'd/b', 'd/c'].each { Files.writeString(paths.volumeData('v').resolve(it), it) }
        try {
            store(failingAt(number)).delete('v')
            return false
        } catch (BrokenOff e) {
            return true
        }
    }

    private static class BrokenOff extends IOException {}

    private FileCalls failingAt(int number) {
        def left = number
        Proxy.newProxyInstance(FileCalls.classLoader, [FileCalls] as Class[]) { proxy, method, arguments ->
            if (method.name.startsWith('remove') && left-- == 0) {
                throw new BrokenOff()
            }
            try {
                method.invoke(calls, arguments)
            } catch (InvocationTargetException e) {
                throw e.cause
            }
        } as FileCalls
    }

    private VolumeStore store(FileCalls calls = this.calls) {
        new VolumeStore(paths, calls, new EventLog(paths))
    }

    private List<String> files() {
        def folder = paths.volume('v')
        Files.exists(folder) ? Files.walk(folder).withCloseable { it.toList() }.findAll { it != folder }.collect { folder.relativize(it).toString() }.sort() : []
    }
}
