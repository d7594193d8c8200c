package dev.groovebox.spec

import dev.groovebox.sandbox.ScratchFolder
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.FileTime
import java.time.Duration
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification

/** The oracle has to see what it is there for. */
class MachineSnapshotSpec extends Specification {
    static final SHORT = Duration.ofMillis(300)

    @AutoCleanup
    def scratch = new ScratchFolder()
    Path root = Files.createDirectory(scratch.path.resolve('root'))
    Path outside = Files.createDirectory(scratch.path.resolve('outside'))

    def 'nothing happened, nothing differs'() {
        expect:
        MachineSnapshot.take(engineRoot: root, sentinel: outside).differences() == []
    }

    def 'a file left in #place is seen'() {
        given:
        Files.createDirectories(root.resolve(place))
        def before = MachineSnapshot.take(engineRoot: root)

        when:
        Files.createDirectory(root.resolve(place).resolve('left-one'))

        then:
        before.differences(SHORT) == ["left: file $root/$place/left-one"]

        where:
        place << ['tmp', 'containers']
    }

    def 'a temporary file left in /tmp is seen'() {
        given:
        def before = MachineSnapshot.take(engineRoot: root)
        def file = Files.createTempFile(Path.of('/tmp'), 'groovebox-', '')

        when:
        def differences = before.differences(SHORT)
        Files.delete(file)

        then:
        differences == ["left: file $file"]
        before.differences() == []
    }

    @Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'mounts')
    def 'a mount left under the engine root is seen'() {
        given:
        def target = Files.createDirectories(root.resolve('containers/one'))
        def before = MachineSnapshot.take(engineRoot: root)
        run('mount', '-t', 'tmpfs', 'none', target.toString())

        when:
        def differences = before.differences(SHORT)
        run('umount', target.toString())

        then:
        differences == ["left: mount $target (tmpfs)"]
        before.differences() == []
    }

    @Requires(value = { System.getProperty('user.name') == 'root' && new File('/sys/fs/cgroup/pids').directory }, reason = 'groups')
    def 'a control group left is seen'() {
        given:
        def before = MachineSnapshot.take(engineRoot: root)
        def group = Files.createDirectory(Path.of('/sys/fs/cgroup/pids/groovebox-snapshot-spec'))

        when:
        def differences = before.differences(SHORT)
        Files.delete(group)

        then:
        differences == ["left: cgroup $group"]
        before.differences() == []
    }

    @Requires(value = { System.getProperty('user.name') == 'root' && new File('/usr/sbin/ip').exists() }, reason = 'links')
    def 'a network link left is seen'() {
        given:
        def before = MachineSnapshot.take(engineRoot: root)
        run('ip', 'link', 'add', 'gbsnapshot0', 'type', 'veth', 'peer', 'name', 'gbsnapshot1')

        when:
        def differences = before.differences(SHORT)
        run('ip', 'link', 'del', 'gbsnapshot0')

        then:
        differences == ['left: network link gbsnapshot0', 'left: network link gbsnapshot1']
        before.differences() == []
    }

    @Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'namespaces')
    def 'a process left is seen with the namespaces it holds, also when it is nobody\'s child'() {
        given:
        def before = MachineSnapshot.take(engineRoot: root)
        def helper = Files.copy(Path.of('/usr/bin/sleep'), root.resolve('sandbox-init'))
        def pid = run('sh', '-c', "unshare --net --mount $helper 30 >/dev/null 2>&1 & echo \$!").strip() as long

        when: 'the namespaces are made, and it is what it is to be'
        eventually { ProcFiles.text("/proc/$pid/cmdline").startsWith(helper.toString()) }
        def differences = before.differences(SHORT)
        ProcessHandle.of(pid).get().destroyForcibly()

        then:
        differences.any { it.startsWith("left: process $pid $helper 30") }
        differences.any { it.startsWith('left: namespace net:[') }
        differences.any { it.startsWith('left: namespace mnt:[') }
        before.differences() == []
    }

    @Requires(value = { System.getProperty('user.name') == 'root' && new File('/sys/fs/cgroup/pids').directory }, reason = 'groups')
    def 'a container of an engine with another root is none of our business'() {
        given:
        def id = 'a1b2c3d4e5f6' + System.nanoTime()
        def before = MachineSnapshot.take(engineRoot: root)
        def elsewhere = Files.createDirectories(scratch.path.resolve("elsewhere/containers/$id"))
        def helper = Files.copy(Path.of('/usr/bin/sleep'), scratch.path.resolve('sandbox-init'))
        def group = Path.of("/sys/fs/cgroup/pids/groovebox-snapshot-spec/$id")
        Files.createDirectories(group)
        def pid = run('sh', '-c', "exec 9>$elsewhere/lock; $helper 30 >/dev/null 2>&1 & echo \$!").strip() as long

        when:
        def differences = before.differences()
        ProcessHandle.of(pid).get().destroyForcibly()
        Files.delete(group)
        Files.delete(group.parent)

        then:
        differences == []
    }

    def 'what is changed outside is seen, even when it was put back: #change'() {
        given:
        def file = Files.writeString(outside.resolve('precious'), 'one')
        def time = Files.getLastModifiedTime(file)
        def before = MachineSnapshot.take(engineRoot: root, sentinel: outside)

        when:
        sleep(20)
        doIt(file, time)

        then:
        before.differences(SHORT).any { it.startsWith("gone: outside $file") }

        where:
        change                        | doIt
        'removed'                     | { Path it, FileTime at -> Files.delete(it) }
        'another text, the same time' | { Path it, FileTime at -> Files.writeString(it, 'two'); Files.setLastModifiedTime(it, at) }
        'the same text'               | { Path it, FileTime at -> Files.writeString(it, 'one'); Files.setLastModifiedTime(it, at) }
        'mode'                        | { Path it, FileTime at -> Files.setAttribute(it, 'unix:mode', 0600) }
        'a link to the same'          | { Path it, FileTime at -> replaceByLink(it) }
    }

    def 'what ends in time is no difference'() {
        given:
        def before = MachineSnapshot.take(engineRoot: root)
        def child = new ProcessBuilder('sleep', '0.5').start()

        expect:
        before.differences() == []
        !Files.exists(Path.of("/proc/${child.pid()}"))
    }

    private static void eventually(Closure<Boolean> condition) {
        for (int tries = 0; tries < 1000 && !condition(); tries++) {
            sleep(20)
        }
    }

    private static void replaceByLink(Path file) {
        Files.move(file, file.resolveSibling('same'))
        Files.createSymbolicLink(file, Path.of('same'))
    }

    private static String run(String... command) {
        def process = new ProcessBuilder(command).redirectErrorStream(true).start()
        def said = process.inputStream.text
        assert process.waitFor() == 0: said
        said
    }
}
