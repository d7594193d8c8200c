package dev.groovebox.dsl

import dev.groovebox.dsl.script.ScriptException
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.NetworkOperation
import dev.groovebox.sandbox.operation.VolumeOperation
import java.util.concurrent.CountDownLatch
import spock.lang.Timeout

@Timeout(20)
class InterruptSpec extends ScriptSpecification {
    final started = new CountDownLatch(1)
    int asked = 0

    def setup() {
        engine.answer = { operation ->
            if (!(operation instanceof ContainerOperation.RunContainer)) {
                return engine.defaultAnswer(operation)
            }
            asked++
            started.countDown()
            try {
                Thread.sleep(15_000)
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt() // as the engine does
                throw new EngineException(FailureKind.CANCELLED, 'cannot run container', '', 'cancelled', '')
            }
        }
    }

    private ScriptException interrupted(String text) {
        def failure = null
        def thread = Thread.start {
            try {
                run(text)
            } catch (ScriptException e) {
                failure = e
            }
        }
        if (text.contains('container')) {
            started.await()
        } else {
            while (!Thread.allStackTraces[thread].any { it.fileName == 'script.groovy' && it.lineNumber > 0 }) {
                Thread.sleep(10)
            }
        }
        thread.interrupt()
        thread.join()
        failure
    }

    def "an interrupt cancels the operation and ends the script: #text"() {
        when:
        def e = interrupted(text)

        then:
        e.exitCode() == FailureKind.CANCELLED.exitCode()
        e.failures()[0].line() == OptionalInt.of(1)

        where:
        text << ["container { image 'x' }.run()", 'while (true) { }', 'sleep 15.s', 'for (;;) { [1].each { } }']
    }

    def "a script that catches the cancelled operation can't start another"() {
        when:
        def e = interrupted("try {\n container { image 'x' }.run()\n} catch (any) { }\ncontainer { image 'y' }.run()")

        then:
        e.exitCode() == FailureKind.CANCELLED.exitCode()
        e.message.startsWith('script.groovy:4: script stopped: it was interrupted')
        asked == 1
    }

    def "a script that was stopped can still take back what it has made: #takingBack"() {
        when:
        def e = interrupted("""
            def network = network('front')
            def volume = volume('data')
            def web = container('web') { image 'x' }.start()
            try {
                container { image 'x' }.run()
            } finally {
                $takingBack
            }""")

        then:
        e.exitCode() == FailureKind.CANCELLED.exitCode()
        e.message.contains('cancelled')
        engine.operations.drop(engine.operations.findIndexOf { it instanceof ContainerOperation.RunContainer } + 1)*.class == [
                ContainerOperation.StopContainer, ContainerOperation.KillContainer, ContainerOperation.RemoveContainer,
                NetworkOperation.RemoveNetwork, VolumeOperation.RemoveVolume]

        where:
        takingBack << ['web.stop(); web.kill(); [web, network, volume]*.remove()',
                       'web.stop(); web.kill(); [web, network, volume].each { it.remove() }']
    }

    def "a stopped script that asks for ever is ended: #loop"() {
        when:
        def e = interrupted("while (true) {\n try {\n container { image 'x' }.run()\n } catch (any) { $loop }\n}")

        then:
        e.exitCode() == FailureKind.CANCELLED.exitCode()
        asked == 1

        where:
        loop << ['', 'sleep 15.s']
    }
}
