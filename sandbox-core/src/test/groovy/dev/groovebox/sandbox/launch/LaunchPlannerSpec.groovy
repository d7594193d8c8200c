package dev.groovebox.sandbox.launch

import dev.groovebox.registry.oci.ImageConfig
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.launch.LaunchPlan.Mount
import dev.groovebox.sandbox.linux.capability.Capability
import dev.groovebox.sandbox.linux.capability.CapabilitySet
import dev.groovebox.sandbox.spec.MountSpec
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.LogSettings
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.spec.SpecException
import dev.groovebox.sandbox.storage.ContainerPaths
import spock.lang.Specification

import java.nio.file.Path
import java.time.Duration

class LaunchPlannerSpec extends Specification {
    static final long NEWUTS = 0x04000000, NEWIPC = 0x08000000, NEWUSER = 0x10000000, NEWPID = 0x20000000, NEWNET = 0x40000000
    static final int READ_ONLY = 1, NO_SUID = 2, NO_DEVICES = 4, NO_EXEC = 8, INERT = NO_SUID + NO_DEVICES + NO_EXEC

    def "by default a container has namespaces of its own for all but users"() {
        expect:
        plan { it.network(new NetworkSpec.None()) }.namespaces() == (NEWUTS | NEWIPC | NEWPID | NEWNET)
        plan().idMaps().empty
    }

    def "a network's namespace is given to the monitor, unless a user namespace has to make its own"() {
        expect:
        plan().namespaces() == (NEWUTS | NEWIPC | NEWPID)
        plan().network() == LaunchPlan.NetworkEntry.GIVEN
        plan { it.network(new NetworkSpec.None()) }.network() == LaunchPlan.NetworkEntry.NONE
        plan([userIdBase: OptionalLong.of(100000)]) {}.network() == LaunchPlan.NetworkEntry.MADE_LATER
        plan([userIdBase: OptionalLong.of(100000)]) {}.namespaces() & NEWNET
    }

    def "the host's network is the one namespace less, with the host's name and nothing to bring up"() {
        when:
        def plan = plan { it.network(new NetworkSpec.Host()) }

        then:
        plan.namespaces() == (NEWUTS | NEWIPC | NEWPID)
        plan.program().hostname() == 'thishost'
        !plan.program().bringUpLoopback()
    }

    def "a user namespace maps 65536 ids, and takes its devices from the host"() {
        when:
        def plan = plan([userIdBase: OptionalLong.of(1000000)]) {}

        then:
        plan.namespaces() & NEWUSER
        plan.idMaps().get() == new LaunchPlan.IdMaps('0 1000000 65536\n', '0 1000000 65536\n', 1000000)
        plan.devices()*.fromHost().toSet() == [true] as Set
        plan.supervision().streamOwner() == 1000000
    }

    def "the mounts are docker's, in an order in which each finds its place"() {
        expect:
        plan().mounts()*.target() == ['/proc', '/dev', '/dev/pts', '/sys', '/sys/fs/cgroup', '/sys/fs/cgroup/memory',
                                      '/sys/fs/cgroup/cpu,cpuacct', '/dev/mqueue', '/dev/shm',
                                      '/etc/resolv.conf', '/etc/hostname', '/etc/hosts']
    }

    def "#target is mounted as docker mounts it"() {
        given:
        def mount = plan().mounts().find { it.target() == target }

        expect:
        mount.attributes() == attributes
        mount.options() == options
        mount.onRealFolder()

        where:
        target        | attributes        | options
        '/proc'       | INERT             | []
        '/dev'        | NO_SUID + 0x20    | ['mode=755', 'size=65536k']
        '/dev/pts'    | NO_SUID + NO_EXEC | ['newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5']
        '/sys'        | READ_ONLY + INERT | []
        '/dev/shm'    | INERT             | ['mode=1777', 'size=67108864']
        '/dev/mqueue' | INERT             | []
    }

    def "control groups of version 2 are one read-only mount"() {
        when:
        def plan = new LaunchPlanner(new HostFacts('boot', 'thishost', 2, [])).plan(request([:]) {})

        then:
        plan.mounts().findAll { it.target().startsWith('/sys/fs/cgroup') } == [
                new Mount.Filesystem('cgroup2', 'cgroup', '/sys/fs/cgroup', READ_ONLY | INERT, [], true)]
        !plan.readOnlyPaths().contains('/sys/fs/cgroup')
    }

    def "docker's paths are hidden or read-only, unless the container is privileged"() {
        expect:
        plan().maskedPaths() == ['/proc/acpi', '/proc/asound', '/proc/interrupts', '/proc/kcore', '/proc/keys',
                                 '/proc/latency_stats', '/proc/sched_debug', '/proc/scsi', '/proc/timer_list',
                                 '/proc/timer_stats', '/sys/devices/virtual/powercap', '/sys/firmware']
        plan().readOnlyPaths() == ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger', '/sys/fs/cgroup']
        plan { it.privileged(true) }.maskedPaths() == []
        plan { it.privileged(true) }.readOnlyPaths() == []
    }

    def "the user's mounts come last, over the defaults"() {
        when:
        def plan = plan {
            it.bind(Path.of('/srv/in'), '/in', true).tmpfs('/scratch', OptionalLong.of(4096), OptionalInt.of(0700))
        }

        then:
        plan.mounts().takeRight(2) == [
                new Mount.Bind(Path.of('/srv/in'), '/in', READ_ONLY, true),
                new Mount.Filesystem('tmpfs', 'tmpfs', '/scratch', INERT, ['mode=700', 'size=4096'], false)]
    }

    def "a tmpfs has an owner and a number of files, and allows what was asked for"() {
        expect:
        plan { it.tmpfs(new MountSpec.Tmpfs('/t', OptionalLong.empty(), OptionalInt.empty(), OptionalLong.of(7), OptionalLong.of(8), OptionalLong.of(9), rights as Set)) }
                .mounts().last() == new Mount.Filesystem('tmpfs', 'tmpfs', '/t', attributes, ['mode=1777', 'uid=7', 'gid=8', 'nr_inodes=9'], false)

        where:
        rights                                                   | attributes
        []                                                      || INERT
        [MountSpec.Tmpfs.Right.EXEC]                            || DefaultMounts.NO_SUID + DefaultMounts.NO_DEVICES
        [MountSpec.Tmpfs.Right.DEV, MountSpec.Tmpfs.Right.SUID] || DefaultMounts.NO_EXEC
    }

    def "entrypoint #entrypoint and command #command of the user over the image's make #arguments"() {
        given:
        def image = new ImageConfig.Execution('', [], ['image-entry'], ['image-cmd'], '', [:], [], [], Optional.empty())
        def spec = ContainerSpec.builder('x').command(command)
        if (entrypoint != null) {
            spec.entrypoint(entrypoint)
        }

        expect:
        LaunchPlanner.arguments(spec.build(), image) == arguments

        where:
        entrypoint | command || arguments
        null       | []      || ['image-entry', 'image-cmd']
        null       | ['a']   || ['image-entry', 'a']
        ['e']      | []      || ['e']
        ['e']      | ['a']   || ['e', 'a']
        []         | ['a']   || ['a']
    }

    def "no command at all is an error that says where to give one"() {
        when:
        LaunchPlanner.arguments(ContainerSpec.builder('x').build(), ImageConfig.Execution.EMPTY)

        then:
        def e = thrown(EngineException)
        e.message == "cannot run a container of image 'x': no command is given, and the image has none; " +
                "say what to run after the image's name, or give the image a cmd"
    }

    def "the environment is the engine's, the image's, the user's, each over the one before"() {
        given:
        def image = new ImageConfig.Execution('', ['PATH=/image/bin', 'A=image', '=odd', 'noequals'], [], ['x'], '', [:], [], [], Optional.empty())

        when:
        def plan = plan([image: image]) { it.environment('A', 'user').environment('HOME', '/elsewhere') }

        then:
        plan.program().environment() == ['PATH=/image/bin', 'HOSTNAME=0123456789ab', 'A=user', 'HOME=/elsewhere', '=odd', 'noequals']
    }

    def "an ephemeral container's overlay syncs nothing"() {
        expect:
        plan([ephemeral: true]) {}.root().options().contains('volatile')
        !plan([ephemeral: false]) {}.root().options().contains('volatile')
        plan([ephemeral: false]) {}.supervision().durable()
    }

    def "a timeout is asked for politely first"() {
        expect:
        plan { it.timeout(Duration.ofSeconds(3)) }.supervision().timeout().get() == new LaunchPlan.Timeout(3000, 2000, 15)
    }

    def "the polite signal is the user's, else the image's, else TERM"() {
        given:
        def image = new ImageConfig.Execution('', [], [], ['x'], '', [:], [], [], Optional.of('SIGQUIT'))

        expect:
        plan([image: image]) { it.timeout(Duration.ofSeconds(3)).stopSignal('int') }.supervision().timeout().get().signal() == 2
        plan([image: image]) { it.timeout(Duration.ofSeconds(3)) }.supervision().timeout().get().signal() == 3
    }

    def "a stop signal that is none is a problem of the specification"() {
        when:
        plan { it.stopSignal(word) }

        then:
        def e = thrown(SpecException)
        e.problems() == ["stopSignal: '$word' is no signal such as TERM, SIGINT or 15"]

        where:
        word << ['nosuch', '0', '65', '-1', '']
    }

    def "the monitor hears what others may ask for: reachable #reachable, attendance #attendance, driver #driver"() {
        when:
        def supervision = plan([attendance: attendance, reachable: reachable]) { it.log(new LogSettings(driver, 1000, 2)) }.supervision()

        then:
        [supervision.heard().present, supervision.detached().present, supervision.log().present] == [heard, detached, log]

        where:
        reachable | attendance            | driver                          || heard | detached | log
        true      | Attendance.FOREGROUND | LogSettings.Driver.FILE         || true  | false    | true
        true      | Attendance.FOREGROUND | LogSettings.Driver.NONE         || true  | false    | false
        true      | Attendance.FOREGROUND | LogSettings.Driver.PASSTHROUGH  || false | false    | false
        false     | Attendance.FOREGROUND | LogSettings.Driver.FILE         || false | false    | false
        true      | Attendance.DETACHED   | LogSettings.Driver.FILE         || false | true     | true
    }

    def "a log without a file, or with files of less than nothing, is a problem of the specification"() {
        when:
        plan { it.log(new LogSettings(LogSettings.Driver.FILE, bytes, files)) }

        then:
        def e = thrown(SpecException)
        e.problems() == [problem]

        where:
        bytes | files | problem
        0     | 0     | 'log: of 0 files (max-file) none could be written; 1 is the least'
        -1    | 1     | 'log: -1 bytes is no size of a file (max-size)'
    }

    def "a privileged container may gain privileges, any other may not"() {
        expect:
        plan().program().noNewPrivileges()
        !plan { it.privileged(true) }.program().noNewPrivileges()
        !plan { it.noNewPrivileges(false) }.program().noNewPrivileges()
    }

    def "the working folder is the user's, else the image's, else the root"() {
        given:
        def image = new ImageConfig.Execution('', [], [], ['x'], '/image', [:], [], [], Optional.empty())

        expect:
        plan([image: image]) { it.workingFolder('/mine') }.program().workingFolder() == '/mine'
        plan([image: image]) {}.program().workingFolder() == '/image'
        plan().program().workingFolder() == '/'
    }

    private static LaunchPlan plan(Closure change = {}) {
        plan([:], change)
    }

    private static LaunchPlan plan(Map more, Closure change) {
        new LaunchPlanner(new HostFacts('boot', 'thishost', 1, ['memory', 'cpu,cpuacct'])).plan(request(more, change))
    }

    private static LaunchRequest request(Map more, Closure change) {
        def spec = ContainerSpec.builder('x').command(['true'])
        change(spec)
        def paths = new ContainerPaths(Path.of('/var/lib/groovebox/containers/0123456789abcdef'))
        new LaunchRequest(
                '0123456789abcdef', spec.build(), more.image ?: ImageConfig.Execution.EMPTY, paths,
                [Path.of('/layers/top'), Path.of('/layers/base')], paths.upper(), paths.work(),
                new LaunchRequest.Account(0, 0, [], '/root'), CapabilitySet.of(Capability.DEFAULTS), [], Optional.empty(),
                new LaunchPlan.Cgroup([], Optional.empty(), Optional.empty(), []),
                more.userIdBase ?: OptionalLong.empty(), more.containsKey('ephemeral') ? more.ephemeral : true, more.attendance ?: Attendance.FOREGROUND,
                'box', more.containsKey('reachable') ? more.reachable : true, [], [])
    }
}
