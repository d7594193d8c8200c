package dev.groovebox.shell.render

import dev.groovebox.sandbox.operation.ContainerStatus
import dev.groovebox.sandbox.operation.ContainerSummary
import dev.groovebox.sandbox.operation.DiskReport
import dev.groovebox.sandbox.operation.ImageSummary
import dev.groovebox.sandbox.spec.PortText
import dev.groovebox.sandbox.operation.VolumeSummary
import dev.groovebox.shell.grammar.UsageException
import java.time.Duration
import java.time.Instant
import spock.lang.Specification

class RenderingSpec extends Specification {
    static final Instant NOW = Instant.parse('2026-03-01T12:00:00Z')

    static ContainerSummary container(Map changes = [:]) {
        def c = [id: 'c0ffee' * 10 + 'abcd', name: 'box', image: 'hello', command: ['sh', '-c', 'echo a long command'],
                 created: NOW - Duration.ofMinutes(5), status: ContainerStatus.STOPPED,
                 started: Optional.of(NOW - Duration.ofMinutes(5)), finished: Optional.of(NOW - Duration.ofSeconds(9)),
                 exitCode: OptionalInt.of(3), pid: OptionalInt.empty(), labels: [a: 'b']] + changes
        new ContainerSummary(c.id, c.name, c.image, 'sha256:' + 'ab' * 32, c.command, c.created, c.status, c.started,
                c.finished, c.exitCode, c.pid, c.health ?: Optional.empty(), c.labels,
                c.ports ?: [], c.exposed ?: [], c.networks ?: [], c.mounts ?: [])
    }

    static List<String> ps(String format, ContainerSummary... rows) {
        ContainerListing.at(NOW, true).lines(OutputFormat.of(Optional.ofNullable(format), false), rows.toList())
    }

    static List<String> images(String format, ImageSummary... rows) {
        ImageListing.at(NOW, true).lines(
                OutputFormat.of(Optional.ofNullable(format), false), ImageListing.rows(rows.toList()))
    }

    static ImageSummary image(List<String> names) {
        new ImageSummary('sha256:' + 'ab' * 32, 'sha256:' + 'cd' * 32, names, NOW - Duration.ofDays(3), 72_812_345, false)
    }

    def "ps looks like docker's"() {
        expect:
        ps(null, container()) == [
                'CONTAINER ID   IMAGE     COMMAND                  CREATED         STATUS                     PORTS     NAMES',
                'c0ffeec0ffee   hello     "sh -c echo a long c…"   5 minutes ago   Exited (3) 9 seconds ago             box']
    }

    def "PORTS of #published and #exposed are '#text'"() {
        expect:
        ps('{{.Ports}}', container(ports: published.collectMany { PortText.parse(it) }, exposed: exposed)) == [text]

        where:
        published                                | exposed                            || text
        []                                       | []                                 || ''
        []                                       | ['80/tcp', '7000/udp', '7001/udp'] || '80/tcp, 7000-7001/udp'
        ['80:80', '443:443']                     | []                                 || '0.0.0.0:80->80/tcp, 0.0.0.0:443->443/tcp'
        ['8080:80', '81:81', '82:82']            | ['9/udp']                          || '9/udp, 0.0.0.0:81-82->81-82/tcp, 0.0.0.0:8080->80/tcp'
        ['127.0.0.1:53:53/udp', '[::1]:80:80']   | []                                 || '127.0.0.1:53->53/udp, [::1]:80->80/tcp'
    }

    def "STATUS of #status is '#text'"() {
        expect:
        ps('{{.Status}}', container(changes + [status: status])) == [text]

        where:
        status                   | changes                          || text
        ContainerStatus.CREATED  | [:]                              || 'Created'
        ContainerStatus.RUNNING  | [:]                              || 'Up 5 minutes'
        ContainerStatus.PAUSED   | [:]                              || 'Up 5 minutes (Paused)'
        ContainerStatus.STOPPED  | [:]                              || 'Exited (3) 9 seconds ago'
        ContainerStatus.STOPPED  | [exitCode: OptionalInt.empty()]  || 'Exited (unknown) 9 seconds ago'
    }

    def "images has a row for each name, and tells a registry's port from a tag"() {
        expect:
        images(null, image(['hello:latest', 'localhost:5000/hello:1'])) == [
                'REPOSITORY             TAG       IMAGE ID       CREATED      SIZE',
                'hello                  latest    abababababab   3 days ago   72.8MB',
                'localhost:5000/hello   1         abababababab   3 days ago   72.8MB']
        images('{{.Repository}}|{{.Tag}}', image([])) == ['<none>|<none>']
    }

    def "system df -v has docker's sections, and a last one with what no object has to itself"() {
        expect:
        df(null) == """\
            Images space usage:

            REPOSITORY   TAG       IMAGE ID       CREATED      SIZE      SHARED SIZE   UNIQUE SIZE   CONTAINERS
            app          1         abababababab   3 days ago   5kB       2kB           3kB           1
            <none>       <none>    cdcdcdcdcdcd   3 days ago   3kB       2kB           1kB           0

            Containers space usage:

            CONTAINER ID   IMAGE     COMMAND                  LOCAL VOLUMES   SIZE      CREATED         STATUS                     NAMES
            c0ffeec0ffee   hello     "sh -c echo a long c…"   1               70B       5 minutes ago   Exited (3) 9 seconds ago   box
            deadbeefdead   <none>    <none>                   0               8B        <none>          <none>                     <none>

            Local Volumes space usage:

            VOLUME NAME   LINKS     SIZE
            data          1         4.1kB

            Build cache usage: 9B

            CACHE ID       CACHE TYPE   SIZE      CREATED      SHARED
            efefefefefef   regular      2kB       3 days ago   true
            steps          internal     9B                     false

            Other space usage:

            TYPE               TOTAL     SIZE      RECLAIMABLE
            Shared By Images   2         2kB       0B (0%)
            Orphans            1         5B        5B (100%)
            Other              1         7B        0B (0%)""".stripIndent().readLines()
    }

    def "system df -v takes docker's templates and has its own JSON"() {
        expect:
        df('{{range .Images}}{{.Repository}} {{.UniqueSize}};{{end}}') == ['app 3kB;<none> 1kB;']
        df('json')[0].startsWith('{"images":[{"id":"sha256:' + 'ab' * 32 + '","digest":"sha256:' + 'cd' * 32 +
                '","names":["app:1","app:2"],"created":"2026-02-26T12:00:00Z","size":5000,"sharedSize":2000,"uniqueSize":3000,"containers":1},')
        df('json')[0].endsWith('{"type":"Other","total":1,"active":1,"size":7,"reclaimable":0}]}')
    }

    static List<String> df(String format) {
        def past = Optional.of(NOW - Duration.ofDays(3))
        def report = new DiskReport(
                [new DiskReport.Row('Images', 2, 1, 6000, 1000), new DiskReport.Row('Orphans', 1, 0, 5, 5), new DiskReport.Row('Other', 1, 1, 7, 0)],
                [new DiskReport.ImageUse('sha256:' + 'ab' * 32, 'sha256:' + 'cd' * 32, ['app:1', 'app:2'], past, 3000, 2000, 1),
                 new DiskReport.ImageUse('sha256:' + 'cd' * 32, 'sha256:' + '12' * 32, [], past, 1000, 2000, 0)],
                [new DiskReport.ContainerUse('c0ffee' * 10 + 'abcd', Optional.of(container()), 1, 70, 3),
                 new DiskReport.ContainerUse('deadbeef' * 8, Optional.empty(), 0, 8, 0)],
                [new DiskReport.VolumeUse(new VolumeSummary('data', NOW, [:], '/v', false, ['box'], []), 4096)],
                [new DiskReport.CacheUse('ef' * 32, 'regular', past, 2000, true), new DiskReport.CacheUse('steps', 'internal', Optional.empty(), 9, false)])
        DiskDetails.lines(OutputFormat.of(Optional.ofNullable(format), false), report, NOW)*.stripTrailing()
    }

    def "-q prints each id once"() {
        expect:
        ImageListing.at(NOW, true).lines(OutputFormat.of(Optional.empty(), true),
                ImageListing.rows([image(['a:1', 'b:1'])])) == ['abababababab']
    }

    def "--format json is one object a line, with raw numbers and ISO times"() {
        expect:
        images('json', image(['a:1'])) == ['{"id":"sha256:' + 'ab' * 32 + '","digest":"sha256:' + 'cd' * 32 +
                '","repository":"a","tag":"1","created":"2026-02-26T12:00:00Z","size":72812345}']
        ps('json', container())[0].endsWith('"exitCode":3,"labels":{"a":"b"}}')
    }

    def "--format takes a Go template, also as a table"() {
        expect:
        ps('{{.Names}}: {{ .Image }}', container()) == ['box: hello']
        ps('table {{.Names}}\\t{{.State}}', container()) == ['NAMES     STATE', 'box       exited']
        ps('{{json .}}', container()) == ps('json', container())
    }

    def "a wrong template is refused: #format"() {
        when:
        ps(format, container())

        then:
        def e = thrown(UsageException)
        e.message.startsWith(message)

        where:
        format        || message
        '{{.Nmaes}}'  || "no field '.Nmaes'; there are .ID, .Image"
        '{{.ID'       || "'{{' is not closed"
    }

    def "a newline in a name does not break a table"() {
        expect:
        ps(null, container(name: 'a\nb')).size() == 2
    }

    def "#bytes bytes are shown as #text"() {
        expect:
        HumanSize.of(bytes) == text

        where:
        bytes          || text
        0              || '0B'
        999            || '999B'
        1000           || '1kB'
        72_812_345     || '72.8MB'
        999_999        || '1000kB'
        5_000_000_000  || '5GB'
    }

    def "#time is shown as '#text'"() {
        expect:
        HumanDuration.of(Duration.parse(time)) == text

        where:
        time       || text
        'PT0.5S'   || 'Less than a second'
        'PT1S'     || '1 second'
        'PT59S'    || '59 seconds'
        'PT90S'    || 'About a minute'
        'PT59M'    || '59 minutes'
        'PT80M'    || 'About an hour'
        'PT47H'    || '47 hours'
        'P3D'      || '3 days'
        'P20D'     || '2 weeks'
        'P100D'    || '3 months'
        'P800D'    || '2 years'
    }

    def "exact durations are short: #text"() {
        expect:
        HumanDuration.exact(Duration.ofMillis(millis)) == text

        where:
        millis  || text
        7       || '7ms'
        4250    || '4.2s'
        125_000 || '2m5s'
    }
}
