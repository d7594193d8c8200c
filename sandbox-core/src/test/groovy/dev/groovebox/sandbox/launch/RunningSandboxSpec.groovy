package dev.groovebox.sandbox.launch

import dev.groovebox.sandbox.linux.ProcessCalls
import dev.groovebox.sandbox.linux.jna.JnaProcessCalls
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import spock.lang.Specification

/** The engine's end of a monitor, which is here one that never ends by itself. */
class RunningSandboxSpec extends Specification {
    def kernel = new JnaProcessCalls()
    def awaited = new CountDownLatch(1)
    def ended = new CountDownLatch(1)
    def calls = new ChildThatStays(kernel, awaited, ended)
    def control = kernel.pipe()
    def status = kernel.pipe()
    def sandbox = new RunningSandbox(calls, 1, control.writeEnd(), status.readEnd(), false)

    def cleanup() {
        ended.countDown()
        kernel.close(control.readEnd())
    }

    def "one that was let go of is closed while another thread waits for its monitor"() {
        given:
        reports('let go\0')

        when:
        def end = sandbox.awaitEnd()
        def reaper = aside { sandbox.awaitMonitor() }
        awaited.await(10, TimeUnit.SECONDS)
        def closing = aside { sandbox.close() }

        then:
        end.empty
        closing.get(10, TimeUnit.SECONDS) == null
        !reaper.done
    }

    def "one that runs is signalled while another thread waits for its monitor"() {
        given:
        reports('exited\0' + '0\0' + '0\0' + '0\0' + '0\0')

        when:
        def end = aside { sandbox.awaitEnd() }
        awaited.await(10, TimeUnit.SECONDS)
        def signalling = aside { sandbox.signal(9, false) }

        then:
        signalling.get(10, TimeUnit.SECONDS)
        !end.done

        cleanup:
        ended.countDown()
        sandbox.close()
    }

    private static CompletableFuture<Object> aside(Closure work) {
        def done = new CompletableFuture<Object>()
        Thread.startDaemon('aside') {
            try {
                done.complete(work())
            } catch (Throwable failure) {
                done.completeExceptionally(failure)
            }
        }
        done
    }

    private void reports(String fields) {
        def bytes = fields.bytes
        def frame = ByteBuffer.allocate(4 + bytes.length).order(ByteOrder.nativeOrder()).putInt(bytes.length).put(bytes)
        kernel.write(status.writeEnd(), frame.array())
        kernel.close(status.writeEnd())
    }

    static class ChildThatStays implements ProcessCalls {
        @Delegate
        private final ProcessCalls kernel
        private final CountDownLatch awaited
        private final CountDownLatch ended

        ChildThatStays(ProcessCalls kernel, CountDownLatch awaited, CountDownLatch ended) {
            this.kernel = kernel
            this.awaited = awaited
            this.ended = ended
        }

        @Override
        int await(int child) {
            awaited.countDown()
            ended.await()
            0
        }
    }
}
