package dev.groovebox.spec.registry

import dev.groovebox.sandbox.ScratchFolder

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** Debian's docker-registry, in a process and a folder of its own. */
class DockerRegistry implements AutoCloseable {
    /** Of the password "pw", by bcrypt. */
    static final HASH = '$2b$04$sG7aP6cDwj6UYORGS0FBHOVA/Hoo8ndiSQCTseGgvrCYVk9yWGZQC'

    final ScratchFolder scratch = new ScratchFolder()
    final String address
    final int port = new ServerSocket(0).withCloseable { it.localPort }
    private final Process process

    static boolean isAvailable() {
        Files.isExecutable(Path.of('/usr/bin/docker-registry'))
    }

    /**
     * @param options address: to listen on; auth: lines of the section "auth"; tls: the certificates it shows, and asks for
     *     one of ours when clientCa is set
     */
    DockerRegistry(Map<String, ?> options = [:]) {
        address = options.address ?: '127.0.0.1'
        def config = scratch.path.resolve('config.yml')
        def tls = options.tls ? """
  tls:
    certificate: ${options.tls}/server.crt
    key: ${options.tls}/server.key
""" + (options.clientCa ? "    clientcas: [${options.tls}/ca.crt]\n" : '') : ''
        if (options.htpasswd) {
            Files.writeString(scratch.path.resolve('htpasswd'), "ops:$HASH\n")
        }
        def auth = options.htpasswd ? "auth: {htpasswd: {realm: here, path: ${scratch.path.resolve('htpasswd')}}}" : options.auth ?: ''
        Files.writeString(config, """version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: ${Files.createDirectory(scratch.path.resolve('data'))}}
  delete: {enabled: true}
$auth
http:
  addr: $address:$port
$tls""")
        process = new ProcessBuilder('docker-registry', 'serve', config.toString()).redirectErrorStream(true)
                .redirectOutput(scratch.path.resolve('log').toFile()).start()
        awaitListening()
    }

    String getHost() {
        "$address:$port"
    }

    private void awaitListening() {
        def deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60)
        while (true) {
            try {
                new Socket(address, port).close()
                return
            } catch (ConnectException notYet) {
                if (!process.alive || System.nanoTime() > deadline) {
                    throw new AssertionError(Files.readString(scratch.path.resolve('log')) as Object)
                }
                Thread.sleep(20)
            }
        }
    }

    @Override
    void close() {
        process.destroy()
        process.waitFor()
        scratch.close()
    }
}
