package dev.groovebox.sandbox.storage

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.Timeout

@Timeout(60)
class StorageSpec extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()

    def calls = new JnaFileCalls()
    def paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))

    @Requires(value = { Files.getFileStore(Path.of(System.getProperty('java.io.tmpdir'))).type() == 'ext4' }, reason = 'other filesystems have no such attribute')
    def 'folders whose subfolders come and go have them put far from each other, and are left alone when they are there'() {
        given:
        def calls = new JnaFileCalls()

        when:
        Folders.ensureSpread(calls, paths.containers())
        Folders.ensureSpread(calls, paths.temporary())
        Folders.ensureSpread(calls, scratch.path)

        then:
        attributes(paths.containers()).contains('T')
        attributes(paths.temporary()).contains('T')
        !attributes(scratch.path).contains('T')
    }

    private static String attributes(Path folder) {
        ['lsattr', '-d', folder.toString()].execute().text.split(' ')[0]
    }

    private List<String> names(Path folder) {
        Files.list(folder).withCloseable { it*.fileName*.toString() }
    }

    def "a file is replaced whole, readable by its owner alone, and nothing is left beside it"() {
        given:
        def file = scratch.path.resolve('file')
        Files.writeString(file, 'old')

        when:
        AtomicFiles.write(file, 'new'.bytes)

        then:
        Files.readString(file) == 'new'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) == 'rw-------'
        names(scratch.path) == ['file']
    }

    def "a write that fails leaves the old file and nothing else"() {
        given:
        def target = Files.createDirectory(scratch.path.resolve('folder'))
        Files.createFile(target.resolve('inside'))

        when:
        AtomicFiles.write(target, 'new'.bytes)

        then:
        thrown(IOException)
        names(scratch.path) == ['folder']
    }

    def "what a killed writer left beside a file is deleted by the next, and nothing else is"() {
        given:
        def file = scratch.path.resolve('index.json')
        ['index.json', '.index.json.0123abcd.new', '.other.0123abcd.new', 'index.json.new'].each {
            Files.writeString(scratch.path.resolve(it), 'x')
        }

        when:
        AtomicFiles.deleteLeftovers(file)

        then:
        names(scratch.path) as Set == ['index.json', '.other.0123abcd.new', 'index.json.new'] as Set
    }

    def "a lock excludes others, a shared one only those who want it alone"() {
        given:
        def path = paths.lock('thing')

        when:
        def first = ObjectLock.shared(calls, path)
        def second = ObjectLock.shared(calls, path)

        then:
        ObjectLock.tryExclusive(calls, path).empty

        when:
        first.close()
        second.close()
        def alone = ObjectLock.tryExclusive(calls, path)

        then:
        alone.present
        ObjectLock.tryExclusive(calls, path).empty

        cleanup:
        alone.ifPresent { it.close() }
    }

    def "whoever waited for a lock whose file was deleted does not get the dead one"() {
        given:
        def path = paths.lock('thing')
        def held = ObjectLock.exclusive(calls, path)
        def waiting = CompletableFuture.supplyAsync { ObjectLock.exclusive(calls, path) }
        sleep(100)

        when:
        Files.delete(path)
        held.close()
        def got = waiting.get(10, TimeUnit.SECONDS)

        then:
        Files.exists(path)
        ObjectLock.tryExclusive(calls, path).empty

        cleanup:
        got.close()
    }

    def "a passing lock is held by one at a time, though each holder deletes its file"() {
        given:
        def path = paths.lock('step')
        def inside = new java.util.concurrent.atomic.AtomicInteger()

        when:
        def most = (1..8).collect { thread ->
            CompletableFuture.supplyAsync {
                (1..100).collect {
                    ObjectLock.passing(calls, path).withCloseable {
                        def together = inside.incrementAndGet()
                        Thread.yield()
                        inside.decrementAndGet()
                        together
                    }
                }.max()
            }
        }*.get(30, TimeUnit.SECONDS)

        then:
        most.max() == 1
        names(path.parent) == []
    }

    def "a passing lock that several share goes with the last of them, and never lets one in who wants it alone"() {
        given:
        def path = paths.lock('cache')
        def first = ObjectLock.sharedPassing(calls, path)
        def second = ObjectLock.sharedPassing(calls, path)

        when:
        first.close()

        then:
        Files.exists(path)
        ObjectLock.tryPassing(calls, path).empty

        when:
        second.close()

        then:
        !Files.exists(path)

        when: 'closed again, it leaves alone what is another lock by now'
        def later = ObjectLock.passing(calls, path)
        second.close()

        then:
        ObjectLock.tryPassing(calls, path).empty

        when:
        later.close()
        def alone = new java.util.concurrent.atomic.AtomicInteger()
        def shared = new java.util.concurrent.atomic.AtomicInteger()
        def together = (1..8).collect { thread ->
            CompletableFuture.supplyAsync {
                (1..100).collect {
                    def mine = thread % 4 == 0
                    (mine ? ObjectLock.passing(calls, path) : ObjectLock.sharedPassing(calls, path)).withCloseable {
                        (mine ? alone : shared).incrementAndGet()
                        Thread.yield()
                        def wrong = alone.get() > 1 || alone.get() == 1 && shared.get() > 0
                        (mine ? alone : shared).decrementAndGet()
                        wrong
                    }
                }.any()
            }
        }*.get(30, TimeUnit.SECONDS)

        then:
        !together.any()
        names(path.parent) == []
    }

    def "the lock of something that has gone does not bring it back"() {
        given:
        def path = paths.lock('thing')

        when:
        ObjectLock.tryExisting(calls, path)

        then:
        thrown(NoSuchFileException)
        !Files.exists(path.parent)

        when:
        def held = ObjectLock.exclusive(calls, path)

        then:
        ObjectLock.tryExisting(calls, path).empty

        cleanup:
        held.close()
    }

    def "a staging area is there while its owner lives, and gone after"() {
        given:
        def area = StagingArea.open(paths, calls)
        Files.writeString(area.newFolder().resolve('x'), 'x')

        expect:
        StagingArea.reap(paths, calls) == 0
        names(paths.temporary()).size() == 2

        when:
        area.close()

        then:
        names(paths.temporary()) == []
    }

    def "what a killed owner left is reaped by the next, hostile names and links too"() {
        given:
        def victim = Files.createDirectory(scratch.path.resolve('victim'))
        Files.writeString(victim.resolve('file'), 'untouched')
        Files.createDirectories(paths.temporary())
        def folder = Files.createDirectory(paths.temporary().resolve('dead'))
        Files.createFile(paths.temporary().resolve('dead.lock'))
        Files.createSymbolicLink(folder.resolve('link'), victim)
        ['sh', '-ec', 'i=0; while [ $i -lt 1500 ]; do mkdir d; cd d; echo x >f; i=$((i+1)); done'].execute(null, folder.toFile()).waitFor()

        when:
        def reaped = StagingArea.reap(paths, calls)

        then:
        reaped == 1
        names(paths.temporary()) == []
        Files.readString(victim.resolve('file')) == 'untouched'
    }
}
