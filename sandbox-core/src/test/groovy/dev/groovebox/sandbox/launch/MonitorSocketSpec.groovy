package dev.groovebox.sandbox.launch

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.spec.RestartPolicy
import dev.groovebox.sandbox.storage.ContainerPaths
import java.net.StandardProtocolFamily
import java.net.UnixDomainSocketAddress
import java.nio.channels.ServerSocketChannel
import java.nio.file.Path
import java.time.Duration
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

@Timeout(20)
class MonitorSocketSpec extends Specification {
    @TempDir
    Path folder
    @AutoCleanup
    ServerSocketChannel monitor = ServerSocketChannel.open(StandardProtocolFamily.UNIX)

    def 'a monitor that does not answer is told of after a while, and what it was asked: #asked'() {
        given: 'one that listens and is stopped'
        def paths = new ContainerPaths(folder)
        monitor.bind(UnixDomainSocketAddress.of(paths.socket()))
        def socket = MonitorSocket.connect(new JnaFileCalls(), paths, Duration.ofMillis(200)).get()

        when:
        request(socket)

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.TIMEOUT
        e.message.contains("it has not answered to $asked in 200 ms")

        cleanup:
        socket?.close()

        where:
        asked                        | request
        'a signal'                   | { it.signal(9, true, Optional.empty()) }
        'the question how it ends'   | { it.hearExits() }
        'another restart policy'     | { it.changeRestart(RestartPolicy.NO) }
        'the wish to attach'         | { it.attach() }
    }

    def 'a monitor that goes without an answer is no failure'() {
        given:
        def paths = new ContainerPaths(folder)
        monitor.bind(UnixDomainSocketAddress.of(paths.socket()))
        def socket = MonitorSocket.connect(new JnaFileCalls(), paths, Duration.ofSeconds(10)).get()

        when:
        monitor.accept().close()

        then:
        !socket.signal(9, true, Optional.empty())

        cleanup:
        socket?.close()
    }
}
