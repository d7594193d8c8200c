package dev.groovebox.sandbox.linux.seccomp

import dev.groovebox.sandbox.ScratchFolder
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** A docker of our own for comparison: no bridge, all its files and mounts in a place that goes with it. */
class DockerDaemon implements AutoCloseable {
    private final ScratchFolder scratch = new ScratchFolder()
    private final boolean hadRuntimeFolder = Files.exists(Path.of('/run/docker'))
    private final String cgroup = "groovebox-peer-${ProcessHandle.current().pid()}"
    private final Process daemon

    static boolean isAvailable() {
        ['/usr/sbin/dockerd', '/usr/bin/dockerd'].any { Files.isExecutable(Path.of(it)) } && System.getProperty('user.name') == 'root'
    }

    /** Inside its own mount namespace the folder is /mnt: containerd takes no socket with a longer path than 104. */
    DockerDaemon(String storageDriver = 'vfs') {
        def folder = scratch.path
        Files.writeString(folder.resolve('daemon.json'), '{"deprecated-key-path": "/mnt/key.json"}')
        def dockerd = ['dockerd', '--config-file=/mnt/daemon.json', '--host=unix:///mnt/socket', '--data-root=/mnt/data',
                '--exec-root=/mnt/exec', '--pidfile=/mnt/pid', '--bridge=none', '--iptables=false', '--ip-forward=false',
                '--ip-masq=false', "--storage-driver=$storageDriver", "--cgroup-parent=/$cgroup"].join(' ')
        daemon = new ProcessBuilder('unshare', '--mount', '--propagation', 'private', 'sh', '-c',
                "mount --bind '$folder' /mnt && exec $dockerd")
                .redirectErrorStream(true).redirectOutput(folder.resolve('log').toFile()).start()
        awaitSocket()
    }

    private void awaitSocket() {
        def deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90)
        while (SyscallProber.start(scratch.path, command('version')).with { it.inputStream.bytes; it.waitFor() } != 0) {
            if (!daemon.alive || System.nanoTime() > deadline) {
                def log = Files.readString(scratch.path.resolve('log'))
                close()
                throw new AssertionError(log)
            }
            Thread.sleep(100)
        }
    }

    /** Makes an image of one static program, /prober. */
    void importProgram(Path program, String image) {
        def tar = scratch.path.resolve('root.tar')
        SyscallProber.run(program.parent, ['tar', '-cf', tar.toString(), program.fileName.toString()])
        SyscallProber.run(scratch.path, command('import', tar.toString(), image))
    }

    /** What a command of the client prints; fails with it when the command does. */
    String docker(String... words) {
        SyscallProber.run(scratch.path, command(words))
    }

    /** Where its storage driver vfs has the files of each layer, merged with those below it. */
    List<Path> layerFolders() {
        Files.list(scratch.path.resolve('data/vfs/dir')).withCloseable { it.toList() }
    }

    String run(List<String> options, String image, List<String> arguments) {
        SyscallProber.run(scratch.path, command('run', '--rm', '--network', 'none', *options, image, *arguments))
    }

    void importArchive(Path tar, String image) {
        SyscallProber.run(scratch.path, command('import', tar.toString(), image))
    }

    /**
     * By the classic builder, unless it is told otherwise.
     *
     * @param how arguments, target, network (none by default), and buildKit: by the other builder that dockerd has, asked
     *     for by the client of its own package, since newer clients need a plugin for that
     */
    String build(Map<String, ?> how = [:], Path context, String image) {
        def words = (how.arguments as Map<String, String> ?: [:]).collectMany { name, value -> ['--build-arg', "$name=$value" as String] }
        words += how.target ? ['--target', how.target as String] : []
        words += how.buildKit ? ['--progress', 'plain'] : []
        def client = command('build', '--network', how.network as String ?: 'none', '--force-rm', '-t', image, *words, context.toString())
        SyscallProber.run(scratch.path, how.buildKit
                ? ['env', 'DOCKER_BUILDKIT=1', '/usr/bin/docker', *client.tail()]
                : ['env', 'DOCKER_BUILDKIT=0', *client])
    }

    /** The first of an array, as JSON. */
    String inspect(String image) {
        SyscallProber.run(scratch.path, command('image', 'inspect', '--format', '{{json .}}', image))
    }

    /** Hands the files of an image over as a tar. */
    def exported(String image, Closure reader) {
        def container = SyscallProber.run(scratch.path, command('create', '--network', 'none', image, '/none')).readLines().last()
        try {
            def tar = scratch.path.resolve('exported.tar')
            SyscallProber.run(scratch.path, command('export', '-o', tar.toString(), container))
            tar.toFile().withInputStream { reader(it) }
        } finally {
            SyscallProber.run(scratch.path, command('rm', container))
        }
    }

    private List<String> command(String... words) {
        ['docker', '--host', 'unix:///proc/self/cwd/socket', *words]
    }

    @Override
    void close() {
        daemon.destroy()
        if (!daemon.waitFor(90, TimeUnit.SECONDS)) {
            daemon.destroyForcibly().waitFor()
        }
        Path.of('/sys/fs/cgroup').toFile().listFiles().each { hierarchy ->
            ["$cgroup/buildkit", cgroup].each { Files.deleteIfExists(hierarchy.toPath().resolve(it as String)) }
        }
        if (!hadRuntimeFolder) {
            ['/run/docker/plugins', '/run/docker'].each { Files.deleteIfExists(Path.of(it)) }
        }
        scratch.close()
    }
}
