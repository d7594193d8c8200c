package dev.groovebox.sandbox.engine

import dev.groovebox.registry.oci.ImageConfig
import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.container.ContainerRecord
import dev.groovebox.sandbox.container.ContainerStore
import dev.groovebox.sandbox.linux.KernelSetting
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.operation.ContainerStatus
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.storage.EnginePaths
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.Timeout

import java.nio.file.Files
import java.time.Instant
import java.util.concurrent.Callable
import java.util.concurrent.Executors

@Timeout(60)
@Requires(value = { 'id -u'.execute().text.trim() == '0' }, reason = 'the engine needs root')
class ReaperSpec extends Specification {
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    EnginePaths paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    ContainerStore store = new ContainerStore(paths, new JnaFileCalls())
    Reaper reaper = new Reaper(paths, Machine.ofThis(paths))

    def "what killed owners left is deleted: #when"() {
        given:
        def folder = paths.container('a' * 64)
        Files.createDirectories(folder.folder())
        files.each { Files.createFile(folder.folder().resolve(it)) }

        when:
        reaper.reap()

        then:
        store.ids() == []

        where:
        when                         | files
        'before there was a lock'    | []
        'before there was a record'  | ['lock']
        'in the middle of a removal' | ['lock', 'hosts']
    }

    def "a container that is being made or used is left alone"() {
        given:
        def created = store.create(Optional.of('box'), record())

        when:
        reaper.reap()

        then:
        store.find(created.record().id()).present
        store.tryLock(created.record().id()).empty

        cleanup:
        created.close()
    }

    def "nobody is disturbed by those who make, list, reap and remove at the same time"() {
        given:
        def threads = Executors.newFixedThreadPool(4)
        def makeAndRemove = {
            60.times {
                store.create(Optional.empty(), record()).withCloseable { store.delete(it.record().id()) }
            }
        } as Callable
        def look = {
            150.times {
                reaper.reap()
                store.list()
                store.contents().damaged()
            }
        } as Callable

        when:
        threads.invokeAll([makeAndRemove, makeAndRemove, look, look])*.get()

        then:
        noExceptionThrown()
        store.ids() == []

        cleanup:
        threads.shutdownNow()
    }

    def "what an earlier boot recorded as running does not run, whoever holds the lock and has the number now: #word"() {
        given:
        def created = store.create(Optional.of('box'), record())
        def ticks = new File('/proc/self/stat').text.with { it.substring(it.lastIndexOf(')') + 2).split(' ')[19] }
        Files.writeString(created.paths().state(), """{"status":"$word","pid":${ProcessHandle.current().pid()},"startTicks":$ticks,
            "bootId":"$boot","startedAt":1,"exitCode":3,"signal":0}""")

        expect:
        store.find(created.record().id()).get().state().status() == status
        store.find(created.record().id()).get().state().process().present == (status == ContainerStatus.RUNNING)

        cleanup:
        created.close()

        where:
        word         | boot                                   || status
        'running'    | KernelSetting.read('kernel/random/boot_id') || ContainerStatus.RUNNING
        'running'    | '00000000-0000-0000-0000-000000000000' || ContainerStatus.STOPPED
        'restarting' | KernelSetting.read('kernel/random/boot_id') || ContainerStatus.RESTARTING
        'restarting' | '00000000-0000-0000-0000-000000000000' || ContainerStatus.STOPPED
    }

    private static ContainerRecord record() {
        new ContainerRecord(ContainerStore.newId(), '', ContainerSpec.builder('image').remove(true).build(), 'sha256:0',
                ImageConfig.Execution.EMPTY, ['true'], Instant.now(), OptionalLong.empty(), [])
    }
}
