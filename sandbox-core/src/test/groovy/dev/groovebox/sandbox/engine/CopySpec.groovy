package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.linux.file.BytePath
import dev.groovebox.sandbox.linux.file.FileCalls
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.CopyOperation
import dev.groovebox.sandbox.operation.VolumeOperation
import dev.groovebox.sandbox.operation.WaitCondition
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.NetworkSpec
import java.nio.file.Files
import java.nio.file.LinkOption
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Unroll

/** Files into and out of containers. */
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class CopySpec extends EngineSpecification {
    @Shared
    @AutoCleanup
    RunningContainer box
    /** Of this machine, and none of a container's business. */
    @Shared
    Path victim = Files.createDirectories(scratch.path.resolve('victim'))
    Path here

    def setupSpec() {
        box = RunningContainer.of(engine, 'box') { bind(Files.createDirectories(scratch.path.resolve('shared')), '/shared', false) }
    }

    def setup() {
        here = Files.createTempDirectory(scratch.path, 'here')
        Files.writeString(victim.resolve('precious'), 'precious\n')
        box.sh('rm -rf /tmp/* /link /d')
    }

    def cleanup() {
        assert Files.list(victim).withCloseable { it.toList() } == [victim.resolve('precious')]
        assert Files.readString(victim.resolve('precious')) == 'precious\n'
        assert !new File('/proc/self/mountinfo').text.contains(paths.root().toString())
    }

    private long to(String source, String target, Map more = [:]) {
        engine.perform(new CopyOperation.CopyToContainer(source, here, more.follow ?: false, more.box ?: 'box', target, more.keep ?: false))
    }

    private long from(String source, String target, Map more = [:]) {
        engine.perform(new CopyOperation.CopyFromContainer(more.box ?: 'box', source, more.follow ?: false, here, target, more.keep ?: false))
    }

    private String refusal(Closure call) {
        try {
            call.call()
        } catch (EngineException e) {
            assert e.message.readLines().size() == 1
            return e.message
        }
        throw new AssertionError('not refused' as Object)
    }

    def "a file goes in and comes out as it is"() {
        given:
        def bytes = new byte[300_000]
        new Random(7).nextBytes(bytes)
        Files.write(here.resolve('a file'), bytes)
        Files.setPosixFilePermissions(here.resolve('a file'), PosixFilePermissions.fromString('rwxr-x--x'))
        Files.setLastModifiedTime(here.resolve('a file'), java.nio.file.attribute.FileTime.fromMillis(1_500_000_000_000L))

        when:
        to('a file', '/tmp/')
        from('/tmp/a file', 'back')

        then:
        box.sh('stat -c "%a %u %Y" "/tmp/a file"').out().trim() == '751 0 1500000000'
        Arrays.equals(Files.readAllBytes(here.resolve('back')), bytes)
        PosixFilePermissions.toString(Files.getPosixFilePermissions(here.resolve('back'))) == 'rwxr-x--x'
    }

    def 'what a program may do and what people noted of a file go with it; out of a container the first only when asked for'() {
        given: 'CAP_NET_RAW, effective, as setcap writes it'
        def capability = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] as byte[]
        box.sh('mkdir -p /opt')
        Files.writeString(here.resolve('ping'), 'x')
        set(here.resolve('ping'), 'security.capability', capability)
        set(here.resolve('ping'), 'user.note', 'mine'.bytes)
        set(here.resolve('ping'), 'trusted.overlay.opaque', 'y'.bytes)
        Files.createDirectories(here.resolve('dir'))
        set(here.resolve('dir'), 'user.note', 'of a folder'.bytes)

        when:
        to('ping', '/opt/')
        to('dir', '/opt/')
        from('/opt/ping', 'plain')
        from('/opt/ping', 'kept', [keep: true])
        from('/opt/dir', 'dir2')
        def archive = new ByteArrayOutputStream()
        engine.perform(new CopyOperation.ArchiveFromContainer('box', '/opt/ping', false, archive))
        engine.perform(new CopyOperation.ExtractInContainer(new ByteArrayInputStream(archive.toByteArray()), 'box', '/opt/dir'))

        then:
        inside('/opt/ping') == ['security.capability': capability.toList(), 'user.note': 'mine'.bytes.toList()]
        inside('/opt/dir/ping') == inside('/opt/ping')
        inside('/opt/dir') == ['user.note': 'of a folder'.bytes.toList()]
        of(here.resolve('plain')) == ['user.note': 'mine'.bytes.toList()]
        of(here.resolve('kept')) == inside('/opt/ping')
        of(here.resolve('dir2')) == inside('/opt/dir')

        cleanup:
        box.sh('rm -rf /opt')
    }

    private Map inside(String path) {
        def pid = engine.perform(new ContainerOperation.FindContainer('box')).get().pid().asInt
        of(Path.of("/proc/$pid/root$path"))
    }

    private static Map of(Path path) {
        def calls = new JnaFileCalls()
        def file = calls.open(path, Files.isDirectory(path) ? FileCalls.Access.FOLDER : FileCalls.Access.READ)
        try {
            return calls.attributes(file).collectEntries { [it.toString(), calls.attribute(file, it).get().toList()] }
        } finally {
            file.close()
        }
    }

    private static void set(Path path, String name, byte[] value) {
        def calls = new JnaFileCalls()
        def folder = calls.open(path.parent, FileCalls.Access.FOLDER)
        try {
            calls.setAttribute(folder, new BytePath(path.fileName.toString()), new BytePath(name), value)
        } finally {
            folder.close()
        }
    }

    @Unroll("docker's rules of names: #source to #target makes #made")
    def 'names'() {
        given:
        Files.createDirectories(here.resolve('dir/sub'))
        Files.writeString(here.resolve('dir/sub/f'), 'x')
        Files.writeString(here.resolve('file'), 'x')
        box.sh('mkdir /tmp/there; echo old > /tmp/old')

        when:
        to(source, target)

        then:
        box.sh("test -e $made").exitCode() == 0

        where:
        source  | target         | made
        'file'  | '/tmp'         | '/tmp/file'
        'file'  | '/tmp/new'     | '/tmp/new'
        'file'  | '/tmp/old'     | '/tmp/old'
        'dir'   | '/tmp/there'   | '/tmp/there/dir/sub/f'
        'dir'   | '/tmp/new'     | '/tmp/new/sub/f'
        'dir/'  | '/tmp/there'   | '/tmp/there/dir/sub/f'
        'dir/.' | '/tmp/there'   | '/tmp/there/sub/f'
        'dir/.' | '/tmp/new'     | '/tmp/new/sub/f'
        'file'  | '/tmp/there/.' | '/tmp/there/file'
    }

    @Unroll("what can't be meant is refused: #source to #target")
    def 'refused names'() {
        given:
        Files.createDirectories(here.resolve('dir'))
        Files.writeString(here.resolve('file'), 'x')
        box.sh('echo old > /tmp/old; mkdir -p /tmp/there/file')

        expect:
        refusal { to(source, target) }.contains(word)

        where:
        source | target           | word
        'none' | '/tmp'           | 'is not there'
        'file' | '/no/such/place' | 'ENOENT'
        'file' | '/tmp/new/'      | 'no folder'
        'dir'  | '/tmp/old'       | 'a file'
        'file' | '/tmp/there'     | 'is a folder'
    }

    def "a stopped container is copied to and from too, and starts with what was copied"() {
        given:
        def other = RunningContainer.of(engine, 'other', ['sh', '-c', 'cat /made 2>/dev/null; echo in > /written'])
        engine.perform(new ContainerOperation.WaitContainer('other', WaitCondition.NOT_RUNNING))
        Files.writeString(here.resolve('f'), 'from outside\n')

        when:
        to('f', '/made', [box: 'other'])
        from('/written', 'g', [box: 'other'])
        from('/etc/passwd', 'p', [box: 'other'])

        then:
        Files.readString(here.resolve('g')) == 'in\n'
        Files.readString(here.resolve('p')).startsWith('root:')
        Files.readString(paths.container(other.id).upper().resolve('made')) == 'from outside\n'

        cleanup:
        other.close()
    }

    def "a container that does not run is copied to and from with its volumes and mounts, as it will see them"() {
        given:
        def made = Files.createDirectories(here.resolve('bound'))
        Files.writeString(here.resolve('single'), 'old\n')
        Files.createDirectories(here.resolve('fixed'))
        def spec = ContainerSpec.builder('busybox').name('idle').command(['cat', '/data/f', '/made/f', '/own/deep/f', '/single']).network(new NetworkSpec.None())
                .volume('data', '/data', false, true).volume('', '/own', false, true).bind(made, '/made', false)
                .bind(here.resolve('single'), '/single', false).bind(here.resolve('fixed'), '/fixed', true)
                .tmpfs('/run', OptionalLong.empty(), OptionalInt.empty()).build()
        engine.perform(new ContainerOperation.CreateContainer(spec, false))
        Files.writeString(here.resolve('f'), 'x\n')
        Files.createDirectories(here.resolve('deep'))
        Files.copy(here.resolve('f'), here.resolve('deep/f'))

        when:
        to('f', '/data/', [box: 'idle'])
        to('f', '/made/', [box: 'idle'])
        to('deep', '/own', [box: 'idle'])
        to('f', '/beside', [box: 'idle'])
        from('/data/f', 'back', [box: 'idle'])
        from('/single', 'one', [box: 'idle'])

        then:
        Files.readString(paths.volumeData('data').resolve('f')) == 'x\n'
        Files.readString(made.resolve('f')) == 'x\n'
        Files.readString(here.resolve('back')) == 'x\n'
        Files.readString(here.resolve('one')) == 'old\n'

        and: 'what is read-only, or would be lost, takes nothing'
        refusal { to('f', '/fixed/', [box: 'idle']) }.contains('EROFS')
        refusal { to('f', '/run/', [box: 'idle']) }.contains('EROFS')
        here.resolve('fixed').toFile().list() == [] as String[]

        when:
        engine.perform(new ContainerOperation.StartContainer('idle'))

        then:
        engine.perform(new ContainerOperation.WaitContainer('idle', WaitCondition.NOT_RUNNING)) == OptionalInt.of(0)

        cleanup:
        engine.perform(new ContainerOperation.RemoveContainer('idle', true, true))
        engine.perform(new VolumeOperation.RemoveVolume('data'))
    }

    def "a stopped container with a read-only root takes files in its volumes alone"() {
        given:
        def spec = ContainerSpec.builder('busybox').name('fixed').command(['true']).network(new NetworkSpec.None())
                .volume('', '/data', false, true).readOnlyRoot(true).build()
        engine.perform(new ContainerOperation.CreateContainer(spec, false))
        Files.writeString(here.resolve('f'), 'x\n')

        expect:
        to('f', '/data/f', [box: 'fixed']) == 1
        refusal { to('f', '/tmp/f', [box: 'fixed']) }.contains('EROFS')
        from('/etc/passwd', 'passwd', [box: 'fixed']) == 1

        cleanup:
        engine.perform(new ContainerOperation.RemoveContainer('fixed', true, true))
    }

    def "no link of a stopped container's leads a volume, or what is copied into it, out"() {
        given: 'links on the way to the one target, and in the other volume'
        def spec = ContainerSpec.builder('busybox').name('sly').network(new NetworkSpec.None()).command(['true'])
                .volume('sly', '/data', false, true).volume('other', '/aside/slot', false, true).build()
        def id = engine.perform(new ContainerOperation.CreateContainer(spec, false))
        Files.createSymbolicLink(paths.container(id).upper().resolve('aside'), victim)
        engine.perform(new VolumeOperation.CreateVolume('sly', [:]))
        Files.createSymbolicLink(paths.volumeData('sly').resolve('out'), victim)
        Files.writeString(here.resolve('f'), 'attack')

        when: 'cleanup() looks at the victim'
        [{ to('f', '/data/out/precious', [box: 'sly']) }, { to('f', '/aside/slot/precious', [box: 'sly']) }].each { attack ->
            try {
                (attack as Closure).call()
            } catch (EngineException refused) {
                assert refused.message.readLines().size() == 1
            }
        }

        then:
        !Files.exists(victim.resolve('slot'))

        cleanup:
        engine.perform(new ContainerOperation.RemoveContainer('sly', true, true))
        engine.perform(new VolumeOperation.PruneVolumes(true))
    }

    def "a volume of a running container is what its programs see"() {
        given:
        Files.writeString(here.resolve('f'), 'x')

        when:
        to('f', '/shared/f')

        then:
        Files.readString(scratch.path.resolve('shared/f')) == 'x'
    }

    def "links are copied as links, or followed when asked"() {
        given:
        box.sh('echo text > /tmp/real; ln -s real /tmp/link; ln -s /tmp/real /link')

        when:
        from('/tmp/link', 'l')
        from('/link', 'followed', [follow: true])

        then:
        Files.readSymbolicLink(here.resolve('l')).toString() == 'real'
        Files.readString(here.resolve('followed')) == 'text\n'
    }

    def "an archive comes out and goes in, with its owners"() {
        given:
        box.sh('mkdir /d; echo 1 > /d/f; chown 7:8 /d/f; ln -s f /d/l; ln /d/f /d/h')
        def out = new ByteArrayOutputStream()

        when:
        engine.perform(new CopyOperation.ArchiveFromContainer('box', '/d', false, out))
        Files.write(here.resolve('t.tar'), out.toByteArray())

        then:
        ['tar', 'tf', here.resolve('t.tar').toString()]*.toString().execute().text.readLines() as Set == ['d/', 'd/f', 'd/h', 'd/l'] as Set

        when:
        engine.perform(new CopyOperation.ExtractInContainer(new ByteArrayInputStream(out.toByteArray()), 'box', '/tmp'))

        then:
        box.sh('stat -c "%u:%g" /tmp/d/f; readlink /tmp/d/l').out().readLines() == ['7:8', 'f']
    }

    @Unroll("a link out of the container leads nowhere (CVE-2018-15664): #what")
    def 'links out'() {
        given:
        def outside = victim.toString()
        box.sh("ln -s $outside /link; mkdir -p /tmp/d; ln -s $outside /tmp/d/out; ln -s / /tmp/root; ln -s /proc/1/root /tmp/magic")
        Files.writeString(here.resolve('f'), 'attack')
        Files.createDirectories(here.resolve('d/out'))
        Files.writeString(here.resolve('d/out/precious'), 'attack')

        when:
        try {
            (attack as Closure).rehydrate(this, this, this).call()
        } catch (EngineException refused) {
            assert refused.message.readLines().size() == 1
        }

        then: 'cleanup() looks at the victim'
        !Files.exists(here.resolve('stolen'), LinkOption.NOFOLLOW_LINKS) || !Files.exists(here.resolve('stolen/precious'))

        where:
        what                        | attack
        'into it'                   | { to('f', '/link/precious') }
        'onto it'                   | { to('f', '/link') }
        'into a folder with it'     | { to('d/.', '/tmp/d') }
        'through the root'          | { to('f', "/tmp/root/..$outsideOf/precious") }
        'through a magic link'      | { to('f', "/tmp/magic$outsideOf/precious") }
        'up'                        | { to('f', "/../../../..$outsideOf/precious") }
        'out of it'                 | { from('/link/.', 'stolen') }
        'out of it, followed'       | { from('/link', 'stolen', [follow: true]) }
    }

    String getOutsideOf() {
        victim.toString()
    }

    def "a link that is copied out is not written through afterwards, and stays"() {
        given: 'a folder of the container, then a link of the same name to this machine'
        box.sh("mkdir -p /tmp/one /tmp/two/x; ln -s $victim /tmp/one/x; echo attack > /tmp/two/x/precious")
        from('/tmp/one/.', 'target')

        expect:
        refusal { from('/tmp/two/.', 'target') }.contains("'x' is no folder there, and a folder would take its place")
        Files.readSymbolicLink(here.resolve('target/x')) == victim
    }

    @Unroll("docker's rule: no folder takes the place of #what, into a container and out of one")
    def 'no folder in the place of what is none'() {
        given:
        Files.createDirectories(here.resolve('lib'))
        Files.writeString(here.resolve('lib/x.so'), 'x')
        box.sh("mkdir -p /tmp/usr/lib /tmp/srv; echo kept > /tmp/usr/lib/kept; cd /tmp; $make")
        def before = box.sh('ls -lR /tmp').out()

        expect:
        refusal { to('lib', '/tmp') }.contains("'lib' is no folder there, and a folder would take its place")
        refusal { engine.perform(new CopyOperation.ExtractInContainer(new ByteArrayInputStream(tarOf('lib')), 'box', '/tmp')) }
                .contains("'lib' is no folder")
        box.sh('ls -lR /tmp').out() == before

        when: 'the other way round'
        ['sh', '-c', "cd $here && mkdir -p home usr/lib && cd home && $make".toString()].execute().waitFor()
        box.sh('rm -rf /tmp/srv/lib; mkdir -p /tmp/srv/lib')

        then:
        refusal { from('/tmp/srv/.', 'home') }.contains("'lib' is no folder there")
        !Files.isDirectory(here.resolve('home/lib'), LinkOption.NOFOLLOW_LINKS)

        where:
        what                    | make
        'a link to a folder'    | 'ln -s usr/lib lib'
        'a link to nothing'     | 'ln -s nowhere lib'
        'a file'                | 'echo text > lib'
    }

    private byte[] tarOf(String name) {
        ['tar', 'c', '-C', here.toString(), name].execute().inputStream.bytes
    }

    def "a race of folder and link does not lead out, in either direction"() {
        given:
        box.sh("mkdir -p /tmp/r/d; echo inside > /tmp/r/d/precious; ln -s $victim /tmp/r/l; (cd /tmp/r; while :; do mv d t; mv l d; mv d l; mv t d; done) >/dev/null 2>&1 &")
        Files.writeString(here.resolve('precious'), 'attack')

        when:
        def seen = [] as Set
        for (int i = 0; i < 150; i++) {
            try {
                to('precious', '/tmp/r/d/precious')
            } catch (EngineException raced) {
                assert raced.message
            }
            try {
                from('/tmp/r/d/precious', "out$i")
                seen << Files.readString(here.resolve("out$i"))
            } catch (EngineException raced) {
                assert raced.message
            }
        }

        then:
        !seen.contains('precious\n')

        cleanup:
        box.sh('pkill -f "while :"')
    }

    def "a container's set-user-id program does not become the machine's"() {
        given:
        box.sh('cp /bin/busybox /tmp/su; chmod 4755 /tmp/su')

        when:
        from('/tmp/su', 'su')

        then:
        (Files.getAttribute(here.resolve('su'), 'unix:mode') & 07777) == 0755
    }

    def "a FIFO does not hold us up, and a device is left out"() {
        given:
        box.sh('mkdir /d; mkfifo /d/pipe; mknod /d/dev c 1 3; echo 1 > /d/f')

        when:
        from('/d', 'copy')

        then:
        Files.exists(here.resolve('copy/pipe'))
        !Files.exists(here.resolve('copy/dev'))
        refusal { from('/d/pipe', 'p', [follow: true]) }
    }

    def "an archive that leads out is refused: #name"() {
        given:
        def bytes = new ByteArrayOutputStream()
        new dev.groovebox.sandbox.image.tar.TarWriter(bytes).withCloseable { tar ->
            tar.begin(new dev.groovebox.sandbox.image.tar.TarEntry(dev.groovebox.sandbox.linux.file.BytePath.of('x'), dev.groovebox.sandbox.image.tar.TarType.LINK, 0777, 0, 0, 0,
                    java.time.Instant.EPOCH, dev.groovebox.sandbox.linux.file.BytePath.of('/etc'), 0, 0, [:]))
            tar.begin(new dev.groovebox.sandbox.image.tar.TarEntry(dev.groovebox.sandbox.linux.file.BytePath.of(name), dev.groovebox.sandbox.image.tar.TarType.FILE, 0644, 0, 0, 0,
                    java.time.Instant.EPOCH, dev.groovebox.sandbox.linux.file.BytePath.ROOT, 0, 0, [:]))
        }

        expect:
        refusal { engine.perform(new CopyOperation.ExtractInContainer(new ByteArrayInputStream(bytes.toByteArray()), 'box', '/tmp')) }

        where:
        name << ['../up', 'a/../../up', 'x/passwd']
    }
}
