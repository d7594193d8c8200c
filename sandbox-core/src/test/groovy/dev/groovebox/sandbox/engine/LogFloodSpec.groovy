package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.LogLine
import dev.groovebox.sandbox.operation.LogQuery
import dev.groovebox.sandbox.operation.ObservationOperation
import dev.groovebox.sandbox.spec.LogSettings
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.time.Duration
import java.util.concurrent.CompletableFuture
import spock.lang.Requires
import spock.lang.Timeout

/** A container that writes as fast as it can, far more than its log keeps. */
@Timeout(60)
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class LogFloodSpec extends EngineSpecification {
    static final FILE = 1 << 20
    static final FILES = 3

    def 'its log stays within its bounds, its last lines can be seen, and it is never held up'() {
        given:
        def box = flood('yes')

        when: 'somebody looks for three seconds or more, while another has begun to follow and reads no more'
        def stuck = new CompletableFuture()
        def follower = Thread.startDaemon { read(box, LogQuery.ALL.following()) { stuck.join() } }
        def largest = 0L
        def tails = []
        def begun = highest(box)
        for (def end = System.nanoTime() + 3e9; System.nanoTime() < end || largest <= FILE || tails.size() < 3 || highest(box) <= begun + 2 * FILES;) {
            largest = Math.max(largest, used(box))
            def lines = []
            read(box, new LogQuery(OptionalLong.of(5), Optional.empty(), Optional.empty(), false)) { lines << it.text() }
            tails << lines.drop(1) // the first may have been cut where a file was full
        }

        then: 'the disk holds what was allowed, the files went by, and each look had its answer'
        largest > FILE
        largest <= FILES * FILE
        highest(box) > begun + 2 * FILES
        tails.size() >= 3
        tails.every { it == ['y'] * 4 }

        when: 'all that there is is asked for, which has an end though the container writes on'
        def count = read(box, LogQuery.ALL) {}

        then:
        count > 0

        cleanup:
        stuck?.complete(null)
        box?.close()
        follower?.join(10_000)
    }

    def 'who follows it loses nothing, or hears that it did and where'() {
        given: 'lines that count'
        def box = flood('busybox awk "BEGIN { for (i = 0; ; i++) print i }"')
        def events = []
        def gaps = 0
        def got = 0L
        def torn = 0
        long next = -1
        def take = { LogLine line ->
            def text = line.text()
            if (next >= 0 && text != Long.toString(next)) {
                gaps++
            }
            torn += line.bytes()[-1] == (byte) 10 ? 0 : 1
            next = Long.parseLong(text) + 1
            got++
        }
        LogLine last = null // at its end the program may be in the middle of one

        when: 'it is followed for three seconds or more, and once the reader sleeps until the log has gone by'
        long end = System.nanoTime() + 3_000_000_000L
        def slept = false
        def stopped = false
        engine.perform(new ObservationOperation.ReadLogs(box.name, LogQuery.ALL.following(), { LogLine line ->
            if (last) {
                take(last)
            }
            last = line
            if (!slept && got > 10_000) {
                slept = true
                def far = highest(box) + FILES + 1
                while (highest(box) < far) {
                    sleep(10)
                }
            }
            if (!stopped && got > 100_000 && events && System.nanoTime() > end) {
                stopped = true
                engine.perform(new ContainerOperation.StopContainer(box.id, Optional.of(Duration.ZERO), Optional.of('KILL')))
            }
        }), { if (it instanceof Event.Warning) events << it.message() })

        then: 'a gap is told of each time, and lines are cut there alone'
        got > 100_000
        events.size() >= 1
        events.every { it.contains('writes faster than its log is read') }
        gaps <= 2 * events.size()
        torn <= events.size()

        cleanup:
        box?.close()
    }

    private RunningContainer flood(String line) {
        RunningContainer.of(engine, 'flood', ['sh', '-c', line]) { log(new LogSettings(LogSettings.Driver.FILE, FILE, FILES)) }
    }

    private long read(RunningContainer box, LogQuery query, Closure hearer) {
        engine.perform(new ObservationOperation.ReadLogs(box.name, query, hearer))
    }

    /**
     * What the log holds of the disk, or 0 where it moved on meanwhile. Files only grow and the oldest goes first: if it
     * is still there after all were measured, they all were, and none was smaller than measured.
     */
    private long used(RunningContainer box) {
        def files = numbers(box).sort().collect { paths.container(box.id).log().resolve(it as String) }
        try {
            def sum = files.sum(0L) { Files.size(it) }
            files && Files.exists(files.first()) ? sum : 0
        } catch (NoSuchFileException movedOn) {
            0
        }
    }

    private List<Long> numbers(RunningContainer box) {
        Files.list(paths.container(box.id).log()).withCloseable { it.toList() }.collect { it.fileName.toString() as long }
    }

    private long highest(RunningContainer box) {
        numbers(box).max() ?: 0
    }
}
