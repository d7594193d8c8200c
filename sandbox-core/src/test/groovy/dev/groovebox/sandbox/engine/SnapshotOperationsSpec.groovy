package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ContainerStatus
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.ObservationOperation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.SnapshotOperation
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.CommitSpec
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.storage.ContainerPaths
import spock.lang.Requires
import spock.lang.Timeout

import java.nio.file.Files
import java.time.Duration

/** A container's files are remembered, gone back to and given to others; what a program sees in them says so. */
@Timeout(60)
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class SnapshotOperationsSpec extends EngineSpecification {
    def cleanup() {
        perform(new ContainerOperation.ListContainers(true)).each {
            perform(new ContainerOperation.RemoveContainer(it.id(), true))
        }
        LocalEngine.open(paths).close()
        assert !Files.isDirectory(paths.snapshots()) || Files.list(paths.snapshots()).withCloseable { it.toList() } == []
    }

    def "a container goes back to what it was, to the deleted, changed and new file, as often as wanted"() {
        given: 'each start appends its number and does another harm'
        create('box', '''n=$(cat /n 2>/dev/null); n=$((${n:-0} + 1)); echo $n > /n
            rm -f /etc/passwd; echo $n >> /etc/group; mkdir -p /dir$n; chmod 1777 /dir$n''')
        start('box')
        def first = perform(new SnapshotOperation.TakeSnapshot('box'))

        when:
        start('box')
        def second = perform(new SnapshotOperation.TakeSnapshot('box'))
        start('box')

        then:
        look('box', 'cat /n; tail -n 3 /etc/group; ls -d /dir*; ls /etc/passwd') == ['3', '1', '2', '3', '/dir1', '/dir2', '/dir3']
        perform(new SnapshotOperation.ListSnapshots(Optional.of('box')))*.id() == [first, second]*.id()

        when:
        perform(new SnapshotOperation.RollBack('box', first.id().take(8)))

        then:
        look('box', 'cat /n; tail -n 1 /etc/group; ls -d /dir*; ls /etc/passwd') == ['1', '1', '/dir1']

        when:
        start('box')
        perform(new SnapshotOperation.RollBack('box', second.id()))

        then:
        look('box', 'cat /n; ls -d /dir*') == ['2', '/dir1', '/dir2']
    }

    def "taking one moves no byte: the upper folder becomes a lower one"() {
        given:
        create('box', 'head -c 1000000 /dev/urandom > /big')
        start('box')
        def inode = Files.getAttribute(box('box').upper().resolve('big'), 'unix:ino')

        when:
        def snapshot = perform(new SnapshotOperation.TakeSnapshot('box'))

        then:
        Files.getAttribute(paths.snapshotTree(snapshot.id()).resolve('big'), 'unix:ino') == inode
        Files.list(box('box').upper()).withCloseable { it.toList() } == []
    }

    def "forks have the files of their origin, and each its own from then on"() {
        given:
        create('box', 'cat /who 2>/dev/null; echo ${HOSTNAME:-x} > /mine; echo origin > /who')
        start('box')

        when:
        def ids = perform(new SnapshotOperation.Fork('box', [Optional.of('a'), Optional.of('b'), Optional.empty()]))
        perform(new ContainerOperation.StartContainer('a'))
        waitFor('a')

        then:
        ids.size() == 3
        look('b', 'cat /who') == ['origin']
        look(ids[2], 'cat /who') == ['origin']
        Files.exists(box('a').upper().resolve('mine'))
        !Files.exists(box('b').upper().resolve('mine'))

        when: 'the origin goes, the forks still stand on what it had written'
        perform(new ContainerOperation.RemoveContainer('box', false))
        LocalEngine.open(paths).close()

        then:
        look('b', 'cat /who') == ['origin']
    }

    def "an image of a container with snapshots has all that it had written"() {
        given:
        create('box', 'if [ -e /one ]; then echo 2 > /two; rm /one; else echo 1 > /one; fi')
        start('box')
        perform(new SnapshotOperation.TakeSnapshot('box'))
        start('box')

        when:
        perform(new ImageOperation.CommitContainer(CommitSpec.of('box', 'both')))

        then:
        run('both', 'cat /two; ls /one').out() == '2\n'
    }

    static final WRITES_ON = """
        if [ ! -e /dir ]; then mkdir /dir; echo old > /dir/old; exit; fi
        rm -r /dir; mkdir /dir; echo new > /dir/only; ln /dir/only /hard; rm /bin/true
        dd if=/dev/zero of=/holes bs=1 count=0 seek=64M
        n=0; while :; do n=\$((n + 1)); echo \$n >> /first; echo \$n >> /second; done"""
    static final WHAT_IS_THERE = 'ls /dir; cat /hard; stat -c %h /hard; ls /bin/true; stat -c "%s %b" /holes; wc -l < /first; wc -l < /second'

    def "of a container that #state a copy is taken while nothing writes, and it goes on as before"() {
        given:
        create('box', WRITES_ON)
        start('box')
        perform(new SnapshotOperation.TakeSnapshot('box'))
        perform(new ContainerOperation.StartContainer('box'))
        until { lines('second') > 100 }
        if (status == ContainerStatus.PAUSED) {
            perform(new ContainerOperation.PauseContainer('box'))
        }

        when:
        def snapshot = perform(new SnapshotOperation.TakeSnapshot('box'))
        def forked = perform(new SnapshotOperation.Fork('box', [Optional.of('a')]))
        def seen = look('a', WHAT_IS_THERE)

        then: 'deletions, new folders over old ones, links and holes are what they were; the two files are of one moment'
        seen.take(4) == ['only', 'new', '2', '67108864 0']
        seen[4].toLong() - seen[5].toLong() in [0L, 1L]
        forked.size() == 1

        and:
        perform(new ContainerOperation.FindContainer('box')).get().status() == status
        perform(new SnapshotOperation.ListSnapshots(Optional.of('box')))*.id().contains(snapshot.id())

        when: 'it has gone on, and goes back'
        if (status == ContainerStatus.PAUSED) {
            perform(new ContainerOperation.UnpauseContainer('box'))
        }
        until { lines('second') > seen[5].toLong() + 100 }
        perform(new ContainerOperation.StopContainer('box', Optional.of(Duration.ZERO), Optional.empty()))
        waitFor('box')
        perform(new SnapshotOperation.RollBack('box', snapshot.id()))
        def back = look('box', WHAT_IS_THERE)

        then:
        back.take(4) == seen.take(4)
        back[4].toLong() <= seen[4].toLong()
        back[4].toLong() - back[5].toLong() in [0L, 1L]

        where:
        state       | status
        'runs'      | ContainerStatus.RUNNING
        'is paused' | ContainerStatus.PAUSED
    }

    def "the files of a container that runs are not taken from under it"() {
        given:
        create('box', 'sleep 100')
        perform(new ContainerOperation.StartContainer('box'))
        def snapshot = perform(new SnapshotOperation.TakeSnapshot('box'))

        when:
        perform(new SnapshotOperation.RollBack('box', snapshot.id()))

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.CONFLICT
        e.message.contains('stop it first (groovebox stop box)')
    }

    private long lines(String name) {
        def file = box('box').upper().resolve(name)
        Files.exists(file) ? Files.readString(file).count('\n') : 0
    }

    private static void until(Closure<Boolean> condition) {
        while (!condition()) {
            Thread.sleep(20)
        }
    }

    def "killed #when a snapshot, the container has its files"() {
        given:
        create('box', 'echo 1 > /one')
        start('box')
        killedInSnapshot(when == 'after the move of')

        expect:
        look('box', 'cat /one') == ['1']

        where:
        when << ['before the move of', 'after the move of']
    }

    def "who only looks at what a killed snapshot has left makes nothing: somebody may be removing the container"() {
        given:
        create('box', 'echo 1 > /one')
        start('box')
        def upper = box('box').upper()
        killedInSnapshot(true)

        when:
        perform(new ObservationOperation.InspectContainer('box'))
        def changes = perform(new ObservationOperation.DiffContainer('box'))

        then:
        changes == []
        look('box', 'cat /one') == ['1']
        !Files.exists(upper)

        when:
        start('box')

        then:
        Files.isDirectory(upper)
    }

    private void killedInSnapshot(boolean moved) {
        def id = 'ab' * 32
        Files.createDirectories(paths.snapshot(id))
        Files.writeString(box('box').stack(), """{"snapshots":["$id"]}""")
        if (moved) {
            Files.move(box('box').upper(), paths.snapshotTree(id))
        }
    }

    private <R> R perform(operation) {
        engine.perform(operation, EventSink.none())
    }

    private void create(String name, String command) {
        perform(new ContainerOperation.CreateContainer(
                ContainerSpec.builder('busybox').name(name).network(new NetworkSpec.None()).command(['sh', '-c', command]).build(), false))
    }

    private void start(String name) {
        perform(new ContainerOperation.StartContainer(name))
        waitFor(name)
    }

    private void waitFor(String name) {
        while (perform(new ContainerOperation.FindContainer(name)).get().status().hasProcess()) {
            Thread.sleep(10)
        }
    }

    /** What an image of the container shows. */
    private List<String> look(String name, String command) {
        perform(new ImageOperation.CommitContainer(CommitSpec.of(name, 'look')))
        run('look', command).out().readLines()
    }

    private RunResult run(String image, String command) {
        perform(new ContainerOperation.RunContainer(
                ContainerSpec.builder(image).network(new NetworkSpec.None()).entrypoint([]).command(['sh', '-c', command]).remove(true).build(),
                new Stdio.Capture(Optional.empty())))
    }

    private ContainerPaths box(String name) {
        paths.container(name.length() == 64 ? name : Files.readSymbolicLink(paths.containerName(name)).toString())
    }
}
