package dev.groovebox.sandbox.storage

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.inside.EventStream
import dev.groovebox.sandbox.operation.EventFilter
import dev.groovebox.sandbox.operation.EventQuery
import dev.groovebox.sandbox.operation.SystemEvent
import java.nio.file.Files
import java.nio.file.StandardOpenOption
import java.nio.file.attribute.PosixFilePermissions
import java.time.Instant
import java.util.concurrent.CountDownLatch
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

/** What was done, as files that many write and many read. */
@Timeout(30)
class EventLogSpec extends Specification {
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    def folder = scratch.path.resolve('events')

    EventLog log(long bytes = 1000, int files = 4) {
        new EventLog(folder, new EventLog.Bounds(bytes, files))
    }

    static SystemEvent event(String action, String id, Map<String, String> attributes = [:]) {
        SystemEvent.now('container', action, id, attributes)
    }

    List<SystemEvent> all() {
        def found = []
        EventStream.read(folder, new EventQuery(Optional.empty(), Optional.of(Instant.now()), EventFilter.NONE), found.&add)
        found
    }

    def 'events are read as they were written, whatever is in them'() {
        given:
        def odd = event('exec_create: sh -c echo "a\nb"', 'c1', [name: 'it\'s "quoted"', label: 'newline\n, ünï\u0007', empty: ''])

        when:
        log().withCloseable { it.write(odd, event('start', 'c2')) }

        then:
        all() == [odd, all()[1]]
        all()*.id() == ['c1', 'c2']
    }

    def 'only their owner can read them, and they are bounded'() {
        when:
        log().withCloseable { log -> 200.times { log.write(event('start', "c$it")) } }

        then:
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)) == 'rwx------'
        Files.list(folder).toList().every { PosixFilePermissions.toString(Files.getPosixFilePermissions(it)) == 'rw-------' }
        Files.list(folder).toList().size() == 4
        Files.list(folder).mapToLong { Files.size(it) }.sum() <= 4 * 1100
        all().last().id() == 'c199'
    }

    def 'an interrupt loses nothing, neither what is told then nor what comes after'() {
        given:
        def log = log()
        log.write(event('create', 'c1'))

        when:
        Thread.currentThread().interrupt()
        log.write(event('start', 'c1'))
        def interrupted = Thread.interrupted()
        log.write(event('die', 'c1'))

        then:
        interrupted
        all()*.action() == ['create', 'start', 'die']

        cleanup:
        log?.close()
    }

    def 'an interrupt in the middle of a write ends the log for nobody'() {
        given:
        def log = log()
        def writer = Thread.start {
            while (!Thread.currentThread().interrupted) {
                log.write(event('start', 'c1'))
            }
        }

        when:
        sleep(50)
        writer.interrupt()
        writer.join()
        log.write(event('last', 'c1'))

        then:
        all().last().action() == 'last'

        cleanup:
        log?.close()
    }

    def 'a follower loses nothing while four writers begin one file after the other'() {
        given:
        def seen = Collections.synchronizedList([])
        def begun = new CountDownLatch(1)
        def query = new EventQuery(Optional.of(Instant.EPOCH), Optional.empty(), EventFilter.NONE)
        def follower = Thread.start {
            EventStream.read(folder, query) { SystemEvent event ->
                begun.countDown()
                seen << event.id()
                event.action() != 'last'
            }
        }

        when:
        log(4000, 50).withCloseable { it.write(event('first', 'first')) }
        begun.await()
        def writers = (1..4).collect { writer ->
            Thread.start { log(4000, 50).withCloseable { log -> 200.times { log.write(event('start', "$writer-$it")) } } }
        }
        writers*.join()
        log(4000, 50).withCloseable { it.write(event('last', 'last')) }
        follower.join()

        then:
        seen.size() == 802
        seen as Set == (['first', 'last'] + (1..4).collectMany { writer -> (0..199).collect { "$writer-$it".toString() } }) as Set
        (1..4).every { writer -> seen.findAll { it.startsWith("$writer-") } == (0..199).collect { "$writer-$it".toString() } }
        Files.list(folder).count() > 10
    }

    def 'a line that a full disk has cut short is left out, and the next ones are read'() {
        when:
        log().withCloseable { it.write(event('start', 'c1')) }
        Files.writeString(folder.resolve('1'), '{"time":1,"act\n', StandardOpenOption.APPEND)
        log().withCloseable { it.write(event('start', 'c2')) }

        then:
        all()*.id() == ['c1', 'c2']
    }

    def "a stranger's file in the folder stops neither writers nor readers: #name"() {
        given:
        log().withCloseable { it.write(event('start', 'c1')) }
        Files.writeString(folder.resolve(name), 'x')

        when:
        log().withCloseable { it.write(event('start', 'c2')) }

        then:
        all()*.id() == ['c1', 'c2']

        where:
        name << ['notes', '-1', '1.bak', '99999999999999999999999']
    }

    def 'since and until are moments, and one that has no since ends with what is kept'() {
        given:
        log().withCloseable { it.write(*(1..3).collect { new SystemEvent(Instant.ofEpochSecond(it), 'image', 'pull', "i$it", [:]) }) }
        def found = []

        when:
        def count = EventStream.read(folder, new EventQuery(Optional.ofNullable(since).map { Instant.ofEpochSecond(it) },
                Optional.of(Instant.ofEpochSecond(until)), EventFilter.NONE), found.&add)

        then:
        found*.id() == ids
        count == ids.size()

        where:
        since | until || ids
        null  | 5     || ['i1', 'i2', 'i3']
        2     | 5     || ['i2', 'i3']
        2     | 2     || ['i2']
        4     | 5     || []
    }
}
