package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.operation.VolumeOperation.CreateVolume
import dev.groovebox.sandbox.operation.VolumeOperation.ExportVolume
import dev.groovebox.sandbox.operation.VolumeOperation.ImportVolume
import dev.groovebox.sandbox.operation.VolumeOperation.InspectVolume
import dev.groovebox.sandbox.operation.VolumeOperation.RemoveVolume
import dev.groovebox.sandbox.operation.VolumeOperation.RemoveVolumeSnapshot
import dev.groovebox.sandbox.operation.VolumeOperation.RestoreVolume
import dev.groovebox.sandbox.operation.VolumeOperation.SnapshotVolume
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.NetworkSpec
import java.nio.file.Files
import spock.lang.Requires

/** The content of volumes: archives of it, and copies that are kept. */
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class VolumesSpec extends EngineSpecification {
    def 'an archive of a volume gives another one the same files, with owners, modes, links and times'() {
        given:
        within('first', 'cd /d; mkdir -p a/b; echo x > a/b/x; chown 12:34 a/b/x; chmod 4750 a/b/x; ln -s x a/b/l; mkfifo a/p; ln a/b/x a/y; ln a/b/x z; touch -d 2001-02-03 a/b/x; chmod 700 a')

        when:
        def file = scratch.path.resolve('first.tar')
        perform(new ExportVolume('first', file))
        perform(new ImportVolume('second', file))

        then:
        listing('second') == listing('first')
        within('second', 'stat -c %h /d/a/b/x').out() == '3\n'
        listing('first').contains('-rwsr-x---')

        and: 'peers read it'
        "tar tf $file".execute().text.readLines().any { it.endsWith('a/b/x') }
    }

    def 'an archive whose names lead out of the volume is kept inside'() {
        given:
        def outside = Files.createDirectory(scratch.path.resolve('outside'))
        def folder = Files.createDirectory(scratch.path.resolve('evil'))
        Files.createSymbolicLink(folder.resolve('link'), outside)
        def file = scratch.path.resolve('evil.tar')
        assert ['sh', '-c', "cd $folder && tar cf $file link && rm link && mkdir link && echo bad > link/bad && tar rf $file link/bad && echo bad > bad && tar rPf $file --transform 's,^bad,../../../bad,' bad"].execute().waitFor() == 0

        when:
        try {
            perform(new ImportVolume('evil', file))
        } catch (EngineException | IOException refused) {
            assert refused.message
        }

        then:
        outside.toFile().list() == [] as String[]
        !Files.exists(scratch.path.resolve('root/bad')) && !Files.exists(scratch.path.resolve('bad'))
    }

    def 'a copy is kept, and brought back'() {
        given:
        within('data', 'cd /d; echo before > f; chown 5:6 f; mkdir s; chmod 1770 /d; chown 7:8 /d')
        def before = listing('data')

        when:
        perform(new SnapshotVolume('data', 'monday', false))
        within('data', 'cd /d; echo after > f; rm -r s; touch new; chmod 755 /d')

        then:
        listing('data') != before
        perform(new InspectVolume('data')).snapshots() == ['monday']

        when:
        perform(new RestoreVolume('data', 'monday', false))

        then:
        listing('data') == before
        within('data', 'cat /d/f').out() == 'before\n'

        when: 'the copy itself is the same still'
        within('data', 'echo again > /d/f')
        perform(new RestoreVolume('data', 'monday', false))

        then:
        listing('data') == before

        when:
        perform(new RemoveVolumeSnapshot('data', 'monday'))

        then:
        perform(new InspectVolume('data')).snapshots() == []
    }

    def 'neither while a container runs with the volume, unless forced; the container is named'() {
        given:
        within('busy', 'echo 1 > /d/f')
        def spec = ContainerSpec.builder('busybox').command(['sleep', '60']).name('worker').network(new NetworkSpec.None()).volume('busy', '/d', false, true)
        perform(new ContainerOperation.RunDetached(spec.build(), false))

        when:
        perform(new SnapshotVolume('busy', 'one', false))

        then:
        def refused = thrown(EngineException)
        refused.message.contains("container 'worker' runs with it")
        refused.message.readLines().size() == 1

        when:
        perform(new SnapshotVolume('busy', 'one', true))
        perform(new RestoreVolume('busy', 'one', false))

        then:
        thrown(EngineException)
        perform(new InspectVolume('busy')).snapshots() == ['one']

        cleanup:
        perform(new ContainerOperation.RemoveContainer('worker', true, false))
    }

    def 'an archive is not imported while a container runs with the volume, which is named; it may be exported'() {
        given:
        within('served', 'echo 1 > /d/f')
        def file = scratch.path.resolve('served.tar')
        def spec = ContainerSpec.builder('busybox').command(['sleep', '60']).name('server').network(new NetworkSpec.None()).volume('served', '/d', false, true)
        perform(new ContainerOperation.RunDetached(spec.build(), false))

        expect:
        perform(new ExportVolume('served', file)) == 1

        when:
        perform(new ImportVolume('served', file))

        then:
        def refused = thrown(EngineException)
        refused.message.contains("cannot import into volume 'served': container 'server' runs with it")
        refused.message.readLines().size() == 1

        when: 'it has the volume still, and does not run'
        perform(new ContainerOperation.StopContainer('server', Optional.of(java.time.Duration.ZERO), Optional.empty()))

        then:
        perform(new ImportVolume('served', file)) == 1

        cleanup:
        perform(new ContainerOperation.RemoveContainer('server', true, false))
    }

    def 'no volume is made for an archive that is not there'() {
        when:
        perform(new ImportVolume('for-nothing', scratch.path.resolve('missing.tar')))

        then:
        def e = thrown(EngineException)
        e.message.contains("there is no file '${scratch.path.resolve('missing.tar')}'")
        !Files.exists(paths.volume('for-nothing'))
    }

    def 'a restore that was killed between its two steps is ended by whoever uses the volume next'() {
        given: 'the old content half deleted, the whole copy waiting'
        within('torn', 'echo old > /d/f; echo old > /d/g')
        Files.createDirectory(paths.volumeRestored('torn'))
        Files.writeString(paths.volumeRestored('torn').resolve('f'), 'restored\n')
        Files.delete(paths.volumeData('torn').resolve('g'))

        expect:
        within('torn', 'cat /d/f; ls /d').out() == 'restored\nf\n'
        !Files.exists(paths.volumeRestored('torn'))
    }

    def 'what can not be is refused in one line: #why'() {
        given:
        perform(new CreateVolume('v', [:]))
        if (!perform(new InspectVolume('v')).snapshots()) {
            perform(new SnapshotVolume('v', 'tuesday', false))
        }

        when:
        engine.perform(attempt, {})

        then:
        def e = thrown(EngineException)
        e.message.readLines().size() == 1
        e.message.contains(why)

        where:
        why                             | attempt
        "did you mean 'tuesday'?"       | new RestoreVolume('v', 'tuesda', false)
        'has no such snapshot'          | new RestoreVolume('v', '../../w', false)
        'has no such snapshot'          | new RemoveVolumeSnapshot('v', '..')
        'is not letters'                | new SnapshotVolume('v', '../x', false)
        'has a snapshot'                | new SnapshotVolume('v', 'tuesday', false)
        'no such volume'                | new SnapshotVolume('nope', 'x', false)
    }

    def 'a part of a volume is mounted by itself, and no link of the volume leads out of it'() {
        given:
        within('whole', 'mkdir -p /d/logs/web; echo log > /d/logs/web/f; ln -sfn /etc /d/out; ln -sfn logs /d/inner')

        expect:
        part('logs/web', 'cat /p/f; ls /p').out() == 'log\nf\n'
        part('logs/web/f', 'cat /p').out() == 'log\n'

        when:
        part(subpath, 'ls /p')

        then:
        def e = thrown(EngineException)
        e.message.contains(why)
        e.message.readLines().size() == 1

        where:
        subpath     || why
        'out'       || 'a symbolic link'
        'out/ssl'   || 'is no plain path'
        'inner/web' || 'is no plain path'
        'missing'   || 'is not there'
    }

    private RunResult part(String subpath, String command) {
        def spec = ContainerSpec.builder('busybox').command(['sh', '-c', command]).remove(true)
                .network(new NetworkSpec.None()).volume('whole', '/p', false, true, subpath, false).build()
        perform(new ContainerOperation.RunContainer(spec, new Stdio.Capture(Optional.empty())))
    }

    private String listing(String volume) {
        ['sh', '-c', "cd ${paths.volumeData(volume)} && find . -printf '%p %M %U %G %s %l ' -type f -printf '%t\\n' -o -printf '\\n' | sort"].execute().text
    }

    private RunResult within(String volume, String command) {
        def spec = ContainerSpec.builder('busybox').command(['sh', '-c', command]).remove(true)
                .network(new NetworkSpec.None()).volume(volume, '/d', false, true).build()
        def result = perform(new ContainerOperation.RunContainer(spec, new Stdio.Capture(Optional.empty())))
        assert result.exitCode() == 0
        result
    }

    private perform(operation) {
        engine.perform(operation, {})
    }
}
