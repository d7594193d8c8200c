package dev.groovebox.sandbox.linux.cgroup

import static dev.groovebox.sandbox.linux.cgroup.LimitsFixture.limits

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.spec.Limits
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import spock.lang.Requires
import spock.lang.Specification

@Requires(value = { Files.isWritable(Path.of('/sys/fs/cgroup/memory/cgroup.procs')) },
        reason = 'needs root and control groups of version 1')
class CgroupV1Spec extends Specification {
    CgroupTree tree = CgroupTrees.ofThisMachine()
    String name = "spec-${ProcessHandle.current().pid()}-${System.nanoTime()}"
    List<Process> started = []

    def cleanup() {
        started.each { it.destroyForcibly() }
        def group = tree.find(name)
        if (group.folders().any { it.toString().contains('/freezer/') && Files.exists(it) }) {
            group.thaw()
        }
        started.each { it.waitFor() }
        group.remove()
        assert group.folders().every { !Files.exists(it) }
        tree.removeEmptyParents()
    }

    /** A process that joins the group as a container's init does, then becomes the command. */
    Process inGroup(ContainerCgroup group, String command) {
        def join = group.joinFiles().collect { "echo 0 > $it" }.join(' && ')
        def process = new ProcessBuilder('sh', '-c', "$join && exec $command").redirectErrorStream(true).start()
        started << process
        process
    }

    static String value(ContainerCgroup group, String file) {
        group.folders().collect { it.resolve(file).toFile() }.find { it.exists() }.text.trim()
    }

    def "this machine's tree has the controllers of a container"() {
        expect:
        tree.version() == 1
        tree.controllers().containsAll(['memory', 'pids', 'devices', 'freezer', 'cpu', 'cpuset'])
    }

    def "limits hold before any process is in the group"() {
        when:
        def group = tree.create(name, limits(
                memory: 64 << 20, memoryReservation: 32 << 20, pids: 32, cpus: 0.5, cpuShares: 512, cpusetCpus: '0'), false)

        then:
        group.processes().empty
        value(group, 'memory.limit_in_bytes') == "${64 << 20}"
        value(group, 'memory.memsw.limit_in_bytes') == "${128 << 20}"
        value(group, 'memory.soft_limit_in_bytes') == "${32 << 20}"
        value(group, 'pids.max') == '32'
        value(group, 'cpu.cfs_period_us') == '100000'
        value(group, 'cpu.cfs_quota_us') == '50000'
        value(group, 'cpu.shares') == '512'
        value(group, 'cpuset.cpus') == '0'
        value(group, 'cpuset.mems') == new File('/sys/fs/cgroup/cpuset/cpuset.mems').text.trim()
        tree.names().contains(name)
        group.cloneInto().empty
    }

    @Requires(value = { CgroupV1Spec.weighsBlocks() }, reason = 'needs a scheduler of block I/O with weights')
    def "block I/O is weighed"() {
        given: 'whichever of the two files this kernel has'
        def group = tree.create(name, limits(blkioWeight: 300), false)

        expect:
        ['blkio.weight', 'blkio.bfq.weight'].any { file ->
            group.folders().any { Files.exists(it.resolve(file)) } && value(group, file) == '300'
        }
    }

    def "only docker's devices are allowed, and every one to a privileged container"() {
        expect:
        value(tree.create(name, Limits.NONE, privileged), 'devices.list').readLines() as Set == devices as Set

        where:
        privileged || devices
        true       || ['a *:* rwm']
        false      || ['c *:* m', 'b *:* m', 'c 1:3 rwm', 'c 1:5 rwm', 'c 1:7 rwm', 'c 1:8 rwm', 'c 1:9 rwm',
                       'c 5:0 rwm', 'c 5:2 rwm', 'c 136:* rwm']
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

    def "a memory bomb is killed and counted"() {
        given:
        def group = tree.create(name, limits(memory: 16 << 20), false)

        expect:
        group.usage().oomKills() == 0
        inGroup(group, 'tail /dev/zero').waitFor() == 137
        group.usage().oomKills() == 1
        Files.readString(group.oomCounter().get()).readLines().contains('oom_kill 1')
    }

    def "processes above the limit of pids are not started"() {
        given:
        def group = tree.create(name, limits(pids: 2), false)

        when:
        def process = inGroup(group, "sh -c '(sleep 0.2 & sleep 0.2 & wait) 2>&1; true'")
        def text = process.inputStream.text

        then:
        text.contains('Cannot fork')
    }

    def "usage is what the processes of the group use"() {
        given:
        def group = tree.create(name, limits(memory: 64 << 20, pids: 9), false)
        def process = inGroup(group, 'head -c 20000000 /dev/urandom')
        process.inputStream.bytes

        when:
        def usage = group.usage()

        then:
        usage.memoryLimitBytes().asLong == 64 << 20
        usage.memoryPeakBytes().asLong > 0
        usage.pidsLimit().asLong == 9
        usage.cpu().toMillis() > 0
        process.waitFor() == 0
        group.usage().pids() == 0
    }

    def "without limits usage has none"() {
        expect:
        tree.create(name, Limits.NONE, false).usage().with {
            memoryLimitBytes().empty && pidsLimit().empty && pids() == 0
        }
    }

    def "a frozen group stands still until it is thawed"() {
        given:
        def group = tree.create(name, Limits.NONE, false)
        def process = inGroup(group, 'sleep 60')
        waitUntil { new File("/proc/${process.pid()}/comm").text.trim() == 'sleep' }

        when:
        group.freeze()

        then:
        group.isFrozen()

        when: 'even SIGKILL waits'
        process.destroyForcibly()

        then:
        !process.waitFor(100, TimeUnit.MILLISECONDS)

        when:
        group.thaw()

        then:
        process.waitFor(30, TimeUnit.SECONDS)
        !group.isFrozen()
    }

    def "limits of a running container go up and down, memory together with swap"() {
        given:
        def group = tree.create(name, limits(memory: 64 << 20), false)

        expect:
        [32, 128, 8, 512].every { megabytes ->
            group.update(limits(memory: megabytes << 20, pids: megabytes))
            value(group, 'memory.limit_in_bytes') == "${megabytes << 20}"
                    && value(group, 'memory.memsw.limit_in_bytes') == "${2 * megabytes << 20}"
                    && value(group, 'pids.max') == "$megabytes"
        }
    }

    def "an update leaves the limits that it does not name"() {
        given:
        def group = tree.create(name, limits(memory: 64 << 20, pids: 7), false)

        when:
        group.update(limits(pids: 8))

        then:
        value(group, 'memory.limit_in_bytes') == "${64 << 20}"
    }

    def "a value that the kernel refuses is named, and nothing stays"() {
        when:
        tree.create(name, limits(cpusetCpus: '0-999'), false)

        then:
        def failure = thrown(EngineException)
        failure.message.startsWith("cannot set limit 'cpusetCpus': the kernel refused 0-999 for cpuset.cpus: ")
        failure.message.endsWith('; name processors this machine has')
        tree.find(name).folders().every { !Files.exists(it) }
    }

    def "a limit without a file in this kernel is an error, never dropped"() {
        given: 'a hierarchy in which no file is a weight of block I/O'
        def pids = new Hierarchy(Path.of('/sys/fs/cgroup/pids'), ['pids', 'blkio'])

        when:
        new CgroupV1Tree([pids]).create(name, limits(blkioWeight: 300), true)

        then:
        def failure = thrown(EngineException)
        failure.message == "cannot set limit 'blkioWeight': the kernel offers no blkio.weight or blkio.bfq.weight; remove it or use a BFQ scheduler"
    }

    def "a limit without its controller is an error that names both"() {
        given:
        def devices = new Hierarchy(Path.of('/sys/fs/cgroup/devices'), ['devices'])

        when:
        new CgroupV1Tree([devices]).create(name, limits(memory: 64 << 20), false)

        then:
        def failure = thrown(EngineException)
        failure.message == "cannot set limit 'memory': the kernel offers no memory controller here; " +
                'remove memory, or mount and enable the memory controller'
    }

    def "without the devices controller only a privileged container can run"() {
        given:
        def pids = new Hierarchy(Path.of('/sys/fs/cgroup/pids'), ['pids'])

        when:
        new CgroupV1Tree([pids]).create(name, Limits.NONE, false)

        then:
        thrown(EngineException)

        when:
        new CgroupV1Tree([pids]).create(name, Limits.NONE, true)

        then:
        noExceptionThrown()
    }

    def "what a killed engine left is replaced, and a group in use is not"() {
        given:
        tree.create(name, limits(pids: 3), false)

        when: 'the same container starts again'
        def group = tree.create(name, Limits.NONE, false)

        then:
        value(group, 'pids.max') == 'max'

        when:
        def process = inGroup(group, 'sleep 60')
        waitUntil { !group.processes().empty }
        tree.create(name, Limits.NONE, false)

        then:
        thrown(EngineException)
        process.alive
    }

    def "groups that a privileged container made inside its own go with it"() {
        given:
        def group = tree.create(name, Limits.NONE, true)
        def inner = Files.createDirectories(group.folders().find { it.toString().contains('/pids/') }.resolve('inner/most'))
        def process = new ProcessBuilder('sh', '-c', "echo 0 > $inner/tasks && exec sleep 60").start()
        started << process
        waitUntil { group.processes() == [process.pid() as int] }

        when: 'the process is ended a moment before its group is removed'
        process.destroyForcibly()
        group.remove()

        then:
        !Files.exists(inner)
    }

    def "engines that remove the empty parent do not disturb engines that make groups"() {
        given:
        def threads = Executors.newFixedThreadPool(4)

        when:
        def work = (1..4).collect { worker ->
            threads.submit({
                (1..25).each {
                    def group = tree.create("$name-$worker-$it", limits(memory: 64 << 20), false)
                    group.remove()
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

    /** The files are in groups below the root only. */
    static boolean weighsBlocks() {
        def probe = Files.createDirectory(Path.of("/sys/fs/cgroup/blkio/spec-${System.nanoTime()}"))
        try {
            return ['blkio.weight', 'blkio.bfq.weight'].any { Files.exists(probe.resolve(it)) }
        } finally {
            Files.delete(probe)
        }
    }

    static void waitUntil(Closure<Boolean> condition) {
        def deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30)
        while (!condition()) {
            assert System.nanoTime() < deadline
            Thread.sleep(5)
        }
    }
}
