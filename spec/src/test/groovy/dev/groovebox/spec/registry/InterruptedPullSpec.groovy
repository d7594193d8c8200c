package dev.groovebox.spec.registry

import java.nio.file.Files
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import spock.lang.AutoCleanup
import spock.lang.Requires

/** Ctrl-C in the middle of a layer, and what the next pull asks docker-registry for. */
@Requires(value = { TlsAndPeersSpec.OUTSIDE }, reason = 'needs an address that is not the loopback, for a proxy that lets it wait')
class InterruptedPullSpec extends RegistryCommandSpecification {
    static final long PART = 3 << 20

    @AutoCleanup
    DockerRegistry registry = new DockerRegistry(address: TlsAndPeersSpec.OUTSIDE)
    @AutoCleanup
    CountingProxy proxy = new CountingProxy()

    def "what came before an interrupt stays, and the next pull goes on there by a range"() {
        given: 'an image of six megabytes, of which a proxy holds the second half back'
        byte[] noise = new byte[6 << 20]
        new Random(6).nextBytes(noise)
        importFile('noise:1', noise)
        def config = Files.writeString(groovebox.work.resolve('daemon.json'), """{"insecure-registries": ["$registry.host"]}""")
        def how = [env: [GROOVEBOX_CONFIG: config.toString(), HTTP_PROXY: proxy.address, HTTPS_PROXY: null, NO_PROXY: null]]
        def name = "$registry.host/team/noise:1".toString()
        out(how, 'push', '-q', 'noise:1', name)
        def id = id('noise:1')
        out('rmi', '-f', 'noise:1')
        proxy.passed.clear()
        def held = new CountDownLatch(1)
        def open = new CountDownLatch(1)
        proxy.gate = { CountingProxy.Passed passed, long bytes ->
            if (bytes > PART && passed.target.contains('/blobs/')) {
                held.countDown()
                open.await()
            }
        }

        when:
        def process = groovebox.start(how, 'pull', name)
        assert held.await(60, TimeUnit.SECONDS)
        def partial = awaitPartial(process)
        RegistrySpecification.run('kill', '-INT', process.pid())

        then:
        process.waitFor(30, TimeUnit.SECONDS)
        process.exitValue() == 130
        Files.size(partial) > PART - (1 << 18)
        out('images', '-q') == ''

        when:
        open.countDown()
        long kept = Files.size(partial)
        proxy.passed.clear()
        out(how, 'pull', '-q', name)

        then:
        proxy.passed.findAll { it.target.contains('/blobs/') && it.headers.range }*.headers*.range == ["bytes=$kept-".toString()]
        this.id(name) == id
        !Files.exists(partial)
        groovebox.root.resolve('tmp').toFile().list().length == 0

        cleanup:
        open.countDown()
        process?.destroyForcibly()
    }

    /** The file of what has come, once nothing more comes. */
    private awaitPartial(Process process) {
        def folder = groovebox.root.resolve('partial').toFile()
        def deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60)
        def files = []
        while (files.empty || files[0].length() < PART - (1 << 18)) {
            assert System.nanoTime() < deadline && process.alive: files
            Thread.sleep(20)
            files = (folder.listFiles() ?: []).findAll { it.name.startsWith('sha256-') }
        }
        for (long before = -1; before != files[0].length(); Thread.sleep(200)) {
            before = files[0].length()
        }
        files[0].toPath()
    }
}
