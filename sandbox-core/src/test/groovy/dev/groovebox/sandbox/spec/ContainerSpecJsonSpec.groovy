package dev.groovebox.sandbox.spec

import dev.groovebox.registry.json.Json
import dev.groovebox.registry.oci.Platform
import java.nio.file.Path
import java.time.Duration
import spock.lang.Specification

class ContainerSpecJsonSpec extends Specification {
    def 'what was asked of a container is read again as it was written: #what'() {
        expect:
        ContainerSpecJson.read(Json.readObject(Json.write(ContainerSpecJson.write(spec)))) == spec

        where:
        what             | spec
        'nothing at all' | ContainerSpec.builder('image').build()
        'everything'     | everything()
    }

    def 'no part of a spec is forgotten: each differs from what is usual in the spec above'() {
        given:
        def usual = ContainerSpec.builder('image').build()

        expect:
        ContainerSpec.recordComponents.findAll { it.accessor.invoke(usual) == it.accessor.invoke(everything()) }*.name == []
    }

    private static ContainerSpec everything() {
        ContainerSpec.builder('other').name('box').command(['a', 'b c']).entrypoint([]).environment('A', 'x=y').environment('B', '')
                .workingFolder('/w').user('1:2').additionalGroup('adm').hostname('h').memoryBytes(64 << 20).memorySwapBytes(-1)
                .memoryReservationBytes(1 << 20).cpus(1.5G).cpuShares(512).cpusetCpus('0').cpusetMems('0').pids(5).blkioWeight(20)
                .bind(Path.of('/etc'), '/e', true).tmpfs('/t', OptionalLong.of(5), OptionalInt.of(0700))
                .tmpfs(new MountSpec.Tmpfs('/u', OptionalLong.empty(), OptionalInt.empty(), OptionalLong.of(1), OptionalLong.of(2), OptionalLong.of(3), MountSpec.Tmpfs.Right.values() as Set))
                .readOnlyRoot(true)
                .network(new NetworkSpec.Host()).addCapability('NET_ADMIN').dropCapability('ALL').privileged(true)
                .seccomp(SeccompChoice.UNCONFINED).noNewPrivileges(false).userNamespace(UserNamespace.AUTO).ulimit('core', 0, -1)
                .oomScoreAdjustment(5).umask(027).init(true).terminal(true).openStdin(true).timeout(Duration.ofMillis(1500))
                .platform(new Platform('linux', 'arm', 'v7')).stopSignal('INT').label('l', 'm').remove(true).restart(new RestartPolicy(RestartPolicy.Kind.ON_FAILURE, 3))
                .stopTimeout(Duration.ofSeconds(3))
                .health(new HealthCheck(['true'], false, Optional.of(Duration.ofSeconds(1)), Optional.empty(),
                        Optional.of(Duration.ofSeconds(2)), OptionalInt.of(4)))
                .log(new LogSettings(LogSettings.Driver.JOURNALD, 5, 2)).pidNamespace(new NamespaceChoice.OfContainer('c'))
                .ipcNamespace(NamespaceChoice.OWN).utsNamespace(new NamespaceChoice.Host()).addHost('a:1.2.3.4')
                .nameServer('9.9.9.9').searchDomain('x').resolverOption('ndots:1').sysctl('kernel.msgmax', '1').shmBytes(5)
                .device(new DeviceSpec(Path.of('/dev/fuse'), '/dev/fuse', 'rw')).cdiDevice('v/c=n')
                .publish(PortText.parse('127.0.0.1:8080:80/udp')[0]).publishAll(true)
                .volume('data', '/data', true, true).volumesFrom('other:ro').build()
    }
}
