package dev.groovebox.sandbox.launch

import dev.groovebox.registry.oci.ImageConfig
import dev.groovebox.sandbox.linux.capability.Capability
import dev.groovebox.sandbox.linux.capability.CapabilitySet
import dev.groovebox.sandbox.linux.cgroup.CgroupTrees
import dev.groovebox.sandbox.linux.jna.JnaProcessCalls
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.storage.ContainerPaths
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

@Requires(value = { new File('/bin/busybox').exists() && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class LauncherSpec extends Specification {
    @TempDir
    Path folder
    def calls = new JnaProcessCalls()
    def launcher = new Launcher(calls)
    def cgroups = CgroupTrees.ofThisMachine()

    def cleanup() {
        launcher.close()
    }

    def 'a program runs as process 1 of its own namespaces, in its own root'() {
        when:
        def run = launch('sh', '-c', 'echo "pid $$"; hostname; ls /; for n in /proc/self/ns/*; do readlink $n; done; exit 3')

        then:
        run.outcome.exitCode() == 3
        run.out.contains('pid 1\n')
        run.out.contains('0123456789ab')
        ['uts', 'ipc', 'pid', 'net', 'mnt', 'cgroup'].findAll { name ->
            (run.out =~ /${name}:\[\d+\]/)[0] == Files.readSymbolicLink(Path.of("/proc/self/ns/$name")).toString()
        } == []
    }

    def 'a program that is not there is said to be so'() {
        when:
        launch('nosuchprogram')

        then:
        def e = thrown(LaunchException)
        e.execution
        e.errno() == 2
    }

    private Map launch(String... command) {
        def layer = folder.resolve('layer')
        ['bin', 'proc', 'sys', 'dev', 'etc', 'tmp'].each { Files.createDirectories(layer.resolve(it)) }
        Files.copy(Path.of('/bin/busybox'), layer.resolve('bin/busybox'))
        'sh hostname ls readlink mount cat id'.split().each { Files.createSymbolicLink(layer.resolve("bin/$it"), Path.of('busybox')) }
        def paths = new ContainerPaths(folder.resolve('container'))
        [paths.upper(), paths.work(), paths.rootfs()].each { Files.createDirectories(it) }
        [paths.hosts(), paths.hostname(), paths.resolvConf()].each { Files.createFile(it) }
        def request = new LaunchRequest(
                '0123456789abcdef', ContainerSpec.builder('x').command(command as List).network(new NetworkSpec.None()).build(), ImageConfig.Execution.EMPTY,
                paths, [layer], paths.upper(), paths.work(), new LaunchRequest.Account(0, 0, [], '/root'),
                CapabilitySet.of(Capability.DEFAULTS), [], Optional.empty(),
                new LaunchPlan.Cgroup([], Optional.empty(), Optional.empty(), []), OptionalLong.empty(), true, Attendance.FOREGROUND, 'box', true, [], [])
        def plan = new LaunchPlanner(new HostFacts('boot', 'host', cgroups.version(), cgroups.hierarchies())).plan(request)
        def out = calls.pipe()
        def sandbox = launcher.launch(plan, new Launcher.StandardStreams(0, out.writeEnd(), out.writeEnd()), 0, OptionalInt.empty())
        calls.close(out.writeEnd())
        try {
            sandbox.awaitStarted()
            def text = new FileInputStream("/proc/self/fd/${out.readEnd()}").text
            [out: text, outcome: sandbox.awaitEnd().get()]
        } finally {
            sandbox.close()
            calls.close(out.readEnd())
        }
    }
}
