package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.ScratchFolder
import java.nio.file.Path
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

/** The end of a pipe that is read from, while others hold the one that is written to. */
@Timeout(60)
class OutputPipeSpec extends Specification {
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    @AutoCleanup('shutdownNow')
    def threads = Executors.newSingleThreadExecutor()
    Path path
    OutputPipe pipe
    RandomAccessFile writer

    def setup() {
        path = scratch.path.resolve('pipe')
        assert ['mkfifo', path.toString()].execute().waitFor() == 0
        writer = new RandomAccessFile(path.toFile(), 'rw') // both ends: neither open waits for the other
        pipe = new OutputPipe(path.toString())
    }

    def cleanup() {
        pipe.close()
        writer.close()
    }

    def "it ends with what was there when it was made to end, however slowly that is read"() {
        given:
        writer.write(new byte[50_000])

        when:
        def first = pipe.readNBytes(100)
        pipe.endWithWhatIsThere()
        writer.write('more'.bytes)

        and:
        def rest = pipe.readAllBytes().length

        then:
        [first.length, rest] == [100, 49_900]
        pipe.read() == -1
    }

    def "a read that waits for more ends, and so does one that comes later"() {
        given:
        def reading = new Thread({ pipe.readAllBytes() })
        reading.start()
        while (!reading.stackTrace.any { it.className.contains('FileChannelImpl') }) {
            Thread.onSpinWait()
        }

        when:
        pipe.endWithWhatIsThere()
        reading.join()

        then:
        pipe.read() == -1
    }

    def "without that it is a pipe like any other"() {
        given:
        def all = threads.submit({ pipe.readNBytes(9) } as Callable<byte[]>)

        when:
        writer.write('text'.bytes)
        writer.write('more,'.bytes)

        then:
        new String(all.get()) == 'textmore,'
    }
}
