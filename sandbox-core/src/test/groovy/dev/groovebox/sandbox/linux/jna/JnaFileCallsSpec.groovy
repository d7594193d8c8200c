package dev.groovebox.sandbox.linux.jna

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.linux.Errno
import dev.groovebox.sandbox.linux.KernelException
import dev.groovebox.sandbox.linux.file.BytePath
import dev.groovebox.sandbox.linux.file.FileCalls.Access
import dev.groovebox.sandbox.linux.file.FileType
import dev.groovebox.sandbox.linux.file.OpenFile
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification

@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'makes devices and changes owners')
class JnaFileCallsSpec extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()

    def calls = new JnaFileCalls()
    Path folder
    OpenFile root

    def setup() {
        folder = Files.createDirectory(scratch.path.resolve('root'))
        root = calls.open(folder, Access.FOLDER)
    }

    def cleanup() {
        root.close()
    }

    private static BytePath name(String text) {
        BytePath.of(text)
    }

    def "what is written can be read back, and its status told"() {
        when:
        calls.create(root, name('file'), 0640).withCloseable { calls.write(it, 'content'.bytes, 7) }
        calls.changeOwner(root, name('file'), 12, 4_000_000_000L)
        calls.changePermissions(root, name('file'), 04755)
        calls.changeTimes(root, name('file'), Instant.EPOCH, Instant.ofEpochSecond(-5, 123_456_789))
        def status = calls.status(root, name('file'))

        then:
        status.regular
        status.permissions() == 04755
        [status.uid(), status.gid(), status.size(), status.links()] == [12L, 4_000_000_000L, 7L, 1L]
        status.modified() == Instant.ofEpochSecond(-5, 123_456_789)

        when:
        def buffer = new byte[100]
        def count = calls.openBeneath(root, name('file'), Access.READ).withCloseable { calls.read(it, buffer, 100) }

        then:
        new String(buffer, 0, count) == 'content'
    }

    def "names that are no UTF-8 are kept byte by byte"() {
        given:
        def odd = BytePath.of([0x66, 0xff, 0x0a, 0xfe] as byte[])

        when:
        calls.create(root, odd, 0600).close()
        calls.makeLink(root, name('link'), odd)

        then:
        calls.list(root) as Set == [odd, name('link')] as Set
        calls.readLink(root, name('link')) == odd
    }

    def "a folder of many names is listed whole, twice from one descriptor"() {
        when:
        3000.times { calls.makeFolder(root, name("folder-with-a-rather-long-name-$it"), 0700) }

        then:
        calls.list(root).toSet().size() == 3000
        calls.list(root).toSet().size() == 3000
    }

    def "nothing is opened through a symbolic link or above the root"() {
        given:
        def victim = Files.createDirectory(scratch.path.resolve('victim'))
        Files.writeString(victim.resolve('secret'), 'secret')
        Files.createSymbolicLink(folder.resolve('out'), victim)

        when:
        calls.openBeneath(root, name(path), Access.READ)

        then:
        def e = thrown(KernelException)
        e.errno() == errno

        where:
        path         | errno
        'out'        | Errno.ELOOP
        'out/secret' | Errno.ELOOP
        '..'         | Errno.EXDEV
        '/tmp'       | Errno.EXDEV
        'none'       | Errno.ENOENT
    }

    def "a name that could lead out of its folder never reaches the kernel"() {
        when:
        calls.makeFolder(root, name(bad), 0700)

        then:
        thrown(IllegalArgumentException)

        where:
        bad << ['', '.', '..', 'a/b', '/a', '../a']
    }

    def "where a file has data is told, and read next"() {
        given:
        calls.create(root, name('holes'), 0600).withCloseable { file ->
            calls.skip(file, 1 << 20)
            calls.write(file, 'data'.bytes, 4)
            calls.changeSize(file, 3 << 20)
        }

        expect:
        calls.openBeneath(root, name('holes'), Access.READ).withCloseable { file ->
            def data = calls.nextData(file, 0).get()
            def buffer = new byte[4]
            assert calls.read(file, buffer, 4) == 4
            [data.start(), data.end() < 2 << 20, new String(buffer), calls.nextData(file, data.end())]
        } == [1 << 20, true, 'data', Optional.empty()]
    }

    def "devices keep their numbers, also large ones"() {
        when:
        calls.makeNode(root, name('device'), type, 0600, major, minor)
        def status = calls.status(root, name('device'))

        then:
        [status.type(), status.deviceMajor(), status.deviceMinor()] == [type, major, minor]
        status.whiteout == whiteout

        where:
        type                      | major | minor || whiteout
        FileType.CHARACTER_DEVICE | 0     | 0     || true
        FileType.CHARACTER_DEVICE | 1     | 3     || false
        FileType.BLOCK_DEVICE     | 259   | 70000 || false
        FileType.FIFO             | 0     | 0     || false
    }

    def "attributes are kept on files, folders and symbolic links, empty and large values too"() {
        given:
        calls.create(root, name('file'), 0600).close()
        calls.makeLink(root, name('link'), name('file'))

        expect:
        calls.attributes(root, name('file')) == []
        calls.attribute(root, name('file'), name('trusted.x')).empty

        when:
        calls.setAttribute(root, name(file), name('trusted.test'), value)

        then:
        calls.attributes(root, name(file)) == [name('trusted.test')]
        calls.attribute(root, name(file), name('trusted.test')).get() == value

        where:
        file   | value
        'file' | 'y'.bytes
        'file' | new byte[0]
        'link' | 'on the link itself'.bytes
        'file' | new byte[3000]
    }

    def "a hard link is the same file"() {
        when:
        calls.create(root, name('a'), 0600).close()
        calls.makeHardLink(root, name('a'), root, name('b'))

        then:
        calls.status(root, name('a')).inode() == calls.status(root, name('b')).inode()
        calls.status(root, name('a')).links() == 2
    }

    def "a lock excludes another open of the same file, in the same process too"() {
        given:
        def path = folder.resolve('lock')
        def first = calls.openOrCreate(path, 0600)
        def second = calls.openOrCreate(path, 0600)

        expect:
        calls.lock(first, true, false)
        !calls.lock(second, true, false)
        !calls.lock(second, false, false)

        when:
        first.close()

        then:
        calls.lock(second, false, false)

        cleanup:
        second.close()
    }
}
