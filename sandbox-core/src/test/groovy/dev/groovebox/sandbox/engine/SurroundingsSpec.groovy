package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import dev.groovebox.sandbox.spec.DeviceSpec
import dev.groovebox.sandbox.spec.NamespaceChoice
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Requires
import spock.lang.Timeout

/** What a container finds around itself when it asks for more or less than the usual. */
@Timeout(60)
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class SurroundingsSpec extends EngineSpecification {
    def cleanup() {
        engine.perform(new ContainerOperation.ListContainers(true)).each {
            engine.perform(new ContainerOperation.RemoveContainer(it.id(), true))
        }
    }

    def 'shared memory has the size asked for'() {
        expect:
        run('sh', '-c', 'df -k /dev/shm | tail -1') { shmBytes(1 << 20) }.split(/\s+/)[1] == '1024'
        run('sh', '-c', 'df -k /dev/shm | tail -1').split(/\s+/)[1] == '65536'
    }

    def 'a kernel setting of its own namespaces is its own'() {
        given:
        def before = Files.readString(Path.of('/proc/sys/kernel/msgmax'))

        expect:
        run('cat', '/proc/sys/kernel/msgmax') { sysctl('kernel.msgmax', '4242') } == '4242'
        run('cat', '/proc/sys/net/ipv4/ip_forward') { sysctl('net.ipv4.ip_forward', '1') } == '1'
        Files.readString(Path.of('/proc/sys/kernel/msgmax')) == before
    }

    def 'a kernel setting of the whole machine is refused: #name'() {
        when:
        ContainerSpec.builder('busybox').sysctl(name, '1').build()

        then:
        thrown(EngineException)

        where:
        name << ['kernel.panic', 'vm.swappiness', 'net/../kernel.panic', 'kernel.msgmax/../../panic', 'net', '']
    }

    def 'a device is there when asked for, under its name or another, and only then'() {
        given:
        def device = new DeviceSpec(Path.of('/dev/loop-control'), target, 'rwm')

        expect:
        run('sh', '-c', "test -c $target && exec 3<>$target && echo open") { it.device(device) } == 'open'
        run('sh', '-c', "test -e $target || echo none") == 'none'

        where:
        target << ['/dev/loop-control', '/dev/some/where/else']
    }

    def 'a device that is none is refused: #source'() {
        when:
        run('true') { device(new DeviceSpec(Path.of(source), '/dev/x', 'rwm')) }

        then:
        def e = thrown(EngineException)
        e.message.contains(why)

        where:
        source        || why
        '/dev/nosuch' || 'no such device'
        '/dev/shm'    || 'no device'
        '/etc/passwd' || 'no path below /dev'
    }

    def 'a link to a device is that device under the name asked for, and one that leads elsewhere is refused'() {
        given: 'as udev makes them'
        def links = Files.createDirectory(Path.of("/dev/groovebox-${ProcessHandle.current().pid()}"))
        Files.createSymbolicLink(links.resolve('disk'), Path.of('../loop-control'))
        Files.createSymbolicLink(links.resolve('out'), scratch.path)
        Files.createSymbolicLink(links.resolve('nowhere'), Path.of('nosuch'))

        expect:
        run('sh', '-c', 'test -c /dev/mine && exec 3<>/dev/mine && echo open') { device(new DeviceSpec(links.resolve('disk'), '/dev/mine', 'rwm')) } == 'open'
        run('sh', '-c', "test -c ${links.resolve('disk')} && echo there") { device(new DeviceSpec(links.resolve('disk'), links.resolve('disk').toString(), 'rwm')) } == 'there'

        when:
        run('true') { device(new DeviceSpec(links.resolve(name), '/dev/x', 'rwm')) }

        then:
        def e = thrown(EngineException)
        e.message.contains(why)

        cleanup:
        ['disk', 'out', 'nowhere'].each { Files.deleteIfExists(links.resolve(it)) }
        Files.delete(links)

        where:
        name      || why
        'out'     || 'which is not below /dev'
        'nowhere' || 'a link that leads nowhere'
    }

    def "another container's processes, host name and queues are shared when asked for"() {
        given:
        def other = engine.perform(new ContainerOperation.RunDetached(spec(['sleep', '77']) { hostname('other').name('other').ipcNamespace(new NamespaceChoice.Shareable()) }, false))
        def inode = { kind, id -> Files.readSymbolicLink(Path.of("/proc/${pid(id)}/ns/$kind")).toString() }
        def sharing = { pidNamespace(new NamespaceChoice.OfContainer('other')).ipcNamespace(new NamespaceChoice.OfContainer('other')).utsNamespace(new NamespaceChoice.OfContainer('other')) }

        expect:
        run('sh', '-c', 'hostname; ps | grep -c "[s]leep 77"', sharing).readLines() == ['other', '1']

        when:
        def sharer = engine.perform(new ContainerOperation.RunDetached(spec(['sh', '-c', 'sleep 66 & exec sleep 55'], sharing), false))

        then:
        ['pid', 'ipc', 'uts'].every { inode(it, sharer) == inode(it, other) }

        when: 'it ends, though the namespace goes on'
        engine.perform(new ContainerOperation.RemoveContainer(sharer, true))

        then:
        engine.perform(new ContainerOperation.FindContainer('other')).get().pid().present
        !ProcessHandle.allProcesses().anyMatch { it.info().commandLine().orElse('').endsWith('sleep 66') && it.info().commandLine().orElse('').contains('sleep 66') }
        !Files.exists(Path.of("/sys/fs/cgroup/pids/groovebox/$sharer"))

        when:
        run('true') { pidNamespace(new NamespaceChoice.OfContainer(sharer)) }

        then:
        thrown(EngineException)
    }

    def "with another container's queues comes its shared memory, and it alone says whether that may be"() {
        given:
        def shareable = { name('shareable').ipcNamespace(new NamespaceChoice.Shareable()) }
        engine.perform(new ContainerOperation.RunDetached(spec(['sh', '-c', 'echo given > /dev/shm/a; exec sleep 77'], shareable), false))
        engine.perform(new ContainerOperation.RunDetached(spec(['sleep', '77']) { name('own') }, false))
        def of = { other -> return { ipcNamespace(new NamespaceChoice.OfContainer(other)) } }

        expect: 'what the one writes the other reads, on one mount of the same kind as ever'
        run('sh', '-c', 'until test -s /dev/shm/a; do sleep 0.05; done; cat /dev/shm/a; echo taken > /dev/shm/b; grep " /dev/shm " /proc/mounts', of('shareable'))
                .readLines().collect { it.replaceAll(/size=.*/, '') } == ['given', 'shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,']
        run('cat', '/dev/shm/b', of('shareable')) == 'taken'

        when:
        run('true', of('own'))

        then:
        def e = thrown(EngineException)
        e.message.contains("cannot share the IPC namespace of container 'own': it is private")
    }

    def "the host's namespaces are shared when asked for"() {
        expect:
        run('sh', '-c', 'for n in pid ipc uts; do readlink /proc/self/ns/$n; done') {
            pidNamespace(new NamespaceChoice.Host()).ipcNamespace(new NamespaceChoice.Host()).utsNamespace(new NamespaceChoice.Host())
        }.readLines() == ['pid', 'ipc', 'uts'].collect { Files.readSymbolicLink(Path.of("/proc/self/ns/$it")).toString() }
    }

    private int pid(String id) {
        engine.perform(new ContainerOperation.FindContainer(id)).get().pid().asInt
    }

    private String run(Object... given) {
        def more = given.last() instanceof Closure ? given.last() as Closure : {}
        def words = given.findAll { !(it instanceof Closure) }*.toString()
        def result = engine.perform(new ContainerOperation.RunContainer(spec(words) { remove(true); more.delegate = delegate; more.resolveStrategy = Closure.DELEGATE_FIRST; more.call(delegate) }, new Stdio.Capture(Optional.empty())))
        assert result.err() == ''
        result.out().trim()
    }

    private static ContainerSpec spec(List<String> command, @DelegatesTo(ContainerSpecBuilder) Closure more) {
        def builder = ContainerSpec.builder('busybox').command(command)
        builder.with(more)
        builder.build()
    }
}
