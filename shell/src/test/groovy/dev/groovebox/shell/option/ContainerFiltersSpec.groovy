package dev.groovebox.shell.option

import dev.groovebox.sandbox.operation.ContainerStatus
import dev.groovebox.sandbox.operation.ContainerSummary
import dev.groovebox.sandbox.spec.PortMapping
import dev.groovebox.shell.grammar.UsageException
import java.time.Instant
import spock.lang.Specification

/** Docker's filters of ps. */
class ContainerFiltersSpec extends Specification {
    static ContainerSummary row(String name, int age, Map more = [:]) {
        new ContainerSummary(name * 4, name, more.image ?: 'busybox', 'sha256:' + name * 8, ['x'], Instant.ofEpochSecond(1000 - age),
                more.status ?: ContainerStatus.RUNNING, Optional.empty(), Optional.empty(),
                more.code == null ? OptionalInt.empty() : OptionalInt.of(more.code), OptionalInt.empty(), Optional.empty(), more.labels ?: [:],
                more.ports ?: [], [], more.networks ?: [], more.mounts ?: [])
    }

    static final ROWS = [
            row('web1', 0, [labels: [team: 'ops', tier: 'a'], networks: ['front'], ports: [new PortMapping(Optional.empty(), OptionalInt.of(8080), 80, PortMapping.Protocol.TCP)]]),
            row('web2', 10, [labels: [team: 'dev'], image: 'hello:latest', mounts: [new ContainerSummary.MountPoint('/srv', '/web'), new ContainerSummary.MountPoint('data', '/d')]]),
            row('old', 20, [status: ContainerStatus.STOPPED, code: 3]),
            row('done', 30, [status: ContainerStatus.STOPPED, code: 0])]

    def "#filters keeps #kept"() {
        expect:
        ContainerFilters.of(filters).apply(ROWS)*.name() == kept

        where:
        filters                                | kept
        []                                     | ['web1', 'web2', 'old', 'done']
        ['name=web']                           | ['web1', 'web2']
        ['name=^/web1$']                       | ['web1']
        ['name=web1', 'name=old']              | ['web1', 'old']
        ['id=web2']                            | ['web2']
        ['label=team']                         | ['web1', 'web2']
        ['label=team=ops']                     | ['web1']
        ['label=team=ops', 'label=tier=b']     | []
        ['status=exited']                      | ['old', 'done']
        ['status=running', 'name=2']           | ['web2']
        ['exited=3']                           | ['old']
        ['ancestor=hello']                     | ['web2']
        ['ancestor=busybox:latest']            | ['web1', 'old', 'done']
        ['before=web2']                        | ['old', 'done']
        ['since=old']                          | ['web1', 'web2']
        ['network=front']                      | ['web1']
        ['publish=8080']                       | ['web1']
        ['volume=/srv']                        | ['web2']
        ['volume=data']                        | ['web2']
        ['volume=/d']                          | ['web2']
        ['volume=dat']                         | []
        ['health=none', 'name=web1']           | ['web1']
    }

    def "#filter is refused"() {
        when:
        ContainerFilters.of([filter]).apply(ROWS)

        then:
        thrown(UsageException)

        where:
        filter << ['name', 'nmae=x', 'status=sleeping', 'exited=x', 'before=none', 'name=(']
    }
}
