package dev.groovebox.sandbox.linux.cgroup

import static dev.groovebox.sandbox.linux.cgroup.LimitsFixture.limits

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.linux.KernelException
import dev.groovebox.sandbox.linux.MountInfo
import dev.groovebox.sandbox.linux.jna.JnaBpfCalls
import dev.groovebox.sandbox.spec.Limits
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import spock.lang.Requires
import spock.lang.Specification

/** On a machine whose controllers are all of version 1, what version 2 does without any: devices, freezing, groups. */
@Requires(value = { CgroupV2Spec.root().map { Files.isWritable(it.resolve('cgroup.procs')) }.orElse(false) },
        reason = 'needs root and a mounted version 2 tree')
class CgroupV2Spec extends Specification {
    CgroupV2Tree tree = new CgroupV2Tree(new GroupFolder(root().get()), new JnaBpfCalls())
    String name = "spec-${ProcessHandle.current().pid()}-${System.nanoTime()}"
    List<Process> started = []

    static Optional<Path> root() {
        Optional.ofNullable(MountInfo.ofThisProcess().find { it.type() == 'cgroup2' }?.mountPoint())
    }

    static boolean controls(String controller) {
        Files.readString(root().get().resolve('cgroup.controllers')).tokenize().contains(controller)
    }

    def cleanup() {
        started.each { it.destroyForcibly() }
        def group = tree.find(name)
        if (Files.exists(group.cloneInto().get())) {
            group.thaw()
        }
        started.each { it.waitFor() }
        group.remove()
        tree.removeEmptyParents()
    }

    /** The shell joins by itself; a container's init is cloned into the folder. */
    Process inGroup(ContainerCgroup group, String command) {
        def process = new ProcessBuilder('sh', '-c', "echo 0 > ${group.cloneInto().get()}/cgroup.procs && exec $command")
                .redirectErrorStream(true).start()
        started << process
        process
    }

    static String value(ContainerCgroup group, String file) {
        Files.readString(group.cloneInto().get().resolve(file)).trim()
    }

    def "a node of another device can be made and not opened"() {
        given:
        def node = Files.createTempDirectory('device').resolve('kmsg')
        def group = tree.create(name, Limits.NONE, false)

        when:
        def process = inGroup(group, "sh -c 'mknod $node c 1 11 && head -c1 /dev/zero | wc -c && head -c1 $node'")
        def text = process.inputStream.text

        then:
        process.waitFor() != 0
        text.readLines()[0] == '1'
        text.contains('Operation not permitted')

        cleanup:
        Files.deleteIfExists(node)
        Files.delete(node.parent)
    }

    def "a privileged container opens every device"() {
        given:
        def node = Files.createTempDirectory('device').resolve('kmsg')
        def process = inGroup(tree.create(name, Limits.NONE, true), "sh -c 'mknod $node c 1 11 && exec 3< $node'")

        expect:
        process.waitFor() == 0

        cleanup:
        Files.deleteIfExists(node)
        Files.delete(node.parent)
    }

    def "the kernel's verifier refuses a program that is none"() {
        given:
        def group = tree.create(name, Limits.NONE, true)

        when:
        new JnaBpfCalls().attachDeviceProgram(new byte[16], group.cloneInto().get())

        then:
        thrown(KernelException)
    }

    def "a frozen group stands still until it is thawed"() {
        given:
        def group = tree.create(name, Limits.NONE, false)
        def process = inGroup(group, 'sh -c "while :; do :; done"')
        CgroupV1Spec.waitUntil { group.processes() == [process.pid() as int] }

        when:
        group.freeze()

        then:
        group.isFrozen()

        when: 'it counts as frozen a moment before it has left its processor, which only then counts what it has used'
        Thread.sleep(50)
        def used = group.usage().cpu()
        Thread.sleep(50)

        then:
        group.usage().cpu() == used

        when:
        group.thaw()

        and:
        CgroupV1Spec.waitUntil { group.usage().cpu() > used }

        then:
        !group.isFrozen()
    }

    def "groups are found, counted and removed"() {
        given:
        def group = tree.create(name, Limits.NONE, true)
        def process = inGroup(group, 'sleep 60')

        when:
        CgroupV1Spec.waitUntil { group.processes() == [process.pid() as int] }

        then:
        tree.names().contains(name)
        group.usage().pids() == 1
        group.joinFiles().empty
        group.folders() == [group.cloneInto().get()]

        when:
        tree.create(name, Limits.NONE, true)

        then:
        thrown(EngineException)

        when: 'the process is ended a moment before its group is removed'
        process.destroyForcibly()
        group.remove()

        then:
        !tree.names().contains(name)
    }

    @Requires(value = { !CgroupV2Spec.controls('memory') }, reason = 'needs a tree without the memory controller')
    def "a limit without its controller is an error that names both, and nothing stays"() {
        when:
        tree.create(name, limits(memory: 64 << 20), false)

        then:
        def failure = thrown(EngineException)
        failure.message == "cannot set limit 'memory': the kernel offers no memory controller here; " +
                'remove memory, or mount and enable the memory controller'
        !Files.exists(tree.find(name).cloneInto().get())
    }

    def "engines that remove the empty parent do not disturb engines that make groups"() {
        given:
        def threads = Executors.newFixedThreadPool(4)

        when:
        def work = (1..4).collect { worker ->
            threads.submit({
                (1..25).each {
                    tree.create("$name-$worker-$it", Limits.NONE, true).remove()
                    tree.removeEmptyParents()
                }
            } as Callable)
        }

        then:
        work*.get(20, TimeUnit.SECONDS)
        tree.names().every { !it.startsWith(name) }

        cleanup:
        threads.shutdownNow()
    }

    @Requires(value = { ['memory', 'pids', 'cpu', 'cpuset'].every { CgroupV2Spec.controls(it) } },
            reason = 'needs controllers of version 2')
    def "limits hold before any process is in the group, and change while it runs"() {
        given:
        def group = tree.create(name, limits(
                memory: 64 << 20, memoryReservation: 32 << 20, pids: 32, cpus: 0.5, cpuShares: 512, cpusetCpus: '0'), false)

        expect:
        value(group, 'memory.max') == "${64 << 20}"
        value(group, 'memory.low') == "${32 << 20}"
        value(group, 'pids.max') == '32'
        value(group, 'cpu.max') == '50000 100000'
        value(group, 'cpu.weight') == '59'
        value(group, 'cpuset.cpus') == '0'

        when:
        group.update(limits(memory: 16 << 20, pids: 8))

        then:
        value(group, 'memory.max') == "${16 << 20}"
        value(group, 'pids.max') == '8'
        value(group, 'cpu.max') == '50000 100000'
        inGroup(group, 'tail /dev/zero').waitFor() == 137
        group.usage().oomKills() == 1
        group.usage().memoryLimitBytes().asLong == 16 << 20
    }

    @Requires(value = { CgroupV2Spec.controls('memory') }, reason = 'needs controllers of version 2')
    def "a delegated group that has processes of its own is an error with the way out"() {
        given: 'a group that has controllers, and a process'
        tree.create(name, Limits.NONE, true)
        def delegated = Files.createDirectory(root().get().resolve("$name-delegated"))
        started << new ProcessBuilder('sh', '-c', "echo 0 > $delegated/cgroup.procs && exec sleep 60").start()
        CgroupV1Spec.waitUntil { Files.readString(delegated.resolve('cgroup.procs')) }

        when:
        new CgroupV2Tree(new GroupFolder(delegated), new JnaBpfCalls()).create(name, Limits.NONE, true)

        then:
        def failure = thrown(EngineException)
        failure.message.startsWith("cannot make the control group of container '$name': cannot enable memory below $delegated: ")
        failure.message.endsWith("; if processes are in $delegated itself, move them into a group below it")

        cleanup:
        started.each { it.destroyForcibly().waitFor() }
        new GroupFolder(delegated).remove()
    }
}
