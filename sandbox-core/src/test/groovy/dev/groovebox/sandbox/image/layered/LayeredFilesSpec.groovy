package dev.groovebox.sandbox.image.layered

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.linux.Errno
import dev.groovebox.sandbox.linux.KernelException
import dev.groovebox.sandbox.linux.file.BytePath
import dev.groovebox.sandbox.linux.file.FileCalls.Access
import dev.groovebox.sandbox.linux.file.FileType
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.Timeout

@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'makes whiteouts')
@Timeout(20)
class LayeredFilesSpec extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()

    def calls = new JnaFileCalls()
    def upper = Files.createDirectory(scratch.path.resolve('upper'))
    def lower = Files.createDirectory(scratch.path.resolve('lower'))
    LayeredFiles files

    def cleanup() {
        files?.close()
    }

    private LayeredFiles open() {
        files = LayeredFiles.open(calls, [upper, lower])
    }

    private static void write(Path layer, String path, String content) {
        def file = layer.resolve(path)
        Files.createDirectories(file.parent)
        Files.writeString(file, content)
    }

    private static void link(Path layer, String path, String target) {
        def file = layer.resolve(path)
        Files.createDirectories(file.parent)
        Files.createSymbolicLink(file, Path.of(target))
    }

    private void node(Path folder, String name, FileType type) {
        calls.open(folder, Access.FOLDER).withCloseable {
            calls.makeNode(it, BytePath.of(name), type, 0600, 0, 0)
        }
    }

    private void makeOpaque(Path layer, String name) {
        calls.open(layer, Access.FOLDER).withCloseable {
            calls.setAttribute(it, BytePath.of(name), BytePath.of('trusted.overlay.opaque'), 'y'.bytes)
        }
    }

    private String read(String path) {
        files.read(path, 1000).map { new String(it) }.orElse(null)
    }

    def "the uppermost file is the one, folders are merged"() {
        given:
        write(lower, 'etc/passwd', 'lower')
        write(lower, 'etc/group', 'group')
        write(upper, 'etc/passwd', 'upper')
        open()

        expect:
        read('/etc/passwd') == 'upper'
        read('etc/group') == 'group'
        read('/etc/none') == null
        files.find(BytePath.of('/etc')).get().layer() == 0
        files.find(BytePath.of('/etc/group')).get().layer() == 1
    }

    def "a whiteout hides the file below it, and an opaque folder all that is below it"() {
        given:
        write(lower, 'a/deleted', 'x')
        write(lower, 'b/hidden', 'x')
        write(lower, 'b/c/hidden', 'x')
        Files.createDirectories(upper.resolve('a'))
        Files.createDirectories(upper.resolve('b/c'))
        node(upper.resolve('a'), 'deleted', FileType.CHARACTER_DEVICE)
        makeOpaque(upper, 'b')
        open()

        expect:
        read('/a/deleted') == null
        read('/b/hidden') == null
        read('/b/c/hidden') == null
    }

    def "a file above a folder hides it, and a folder above a file is not merged with what is below that"() {
        given:
        write(lower, 'x/inside', 'x')
        write(upper, 'x', 'file')
        write(lower, 'y', 'file')
        write(upper, 'y/inside', 'y')
        open()

        expect:
        read('/x') == 'file'
        read('/y/inside') == 'y'

        when:
        read('/x/inside')

        then:
        def e = thrown(KernelException)
        e.errno() == Errno.ENOTDIR
    }

    def "links are followed within the image's root only: CVE-2018-15664 class"() {
        given:
        def victim = Files.createDirectory(scratch.path.resolve('victim'))
        Files.writeString(victim.resolve('secret'), 'of the host')
        write(lower, 'real/file', 'in the image')
        link(lower, 'absolute', '/real/file')
        link(lower, 'real/up', '../../../../../../real/file')
        link(lower, 'out', "$victim")
        link(upper, 'folder', 'real')
        link(lower, 'to-folder', '/folder')
        open()

        expect:
        read('/absolute') == 'in the image'
        read('/real/up') == 'in the image'
        read('/to-folder/file') == 'in the image'
        read('/to-folder/../absolute') == 'in the image'
        read('/out/secret') == null
        read('/../../../real/file') == 'in the image'
    }

    def "a circle of links is an error"() {
        given:
        link(lower, 'a', 'b')
        link(lower, 'b', 'a')
        open()

        when:
        read('/a')

        then:
        def e = thrown(KernelException)
        e.errno() == Errno.ELOOP
    }

    def "a link through more names than anyone needs is an error, not an hour's work"() {
        given:
        write(lower, 'a/file', 'x')
        link(lower, 'near', 'a/../' * 200 + 'a/file')
        link(lower, 'far', 'a/../' * 300 + 'a/file')
        open()

        expect:
        read('/near') == 'x'

        when:
        read('/far')

        then:
        def e = thrown(UnusableFileException)
        e.message == "'/far' in the image is reached through more than 512 names"
    }

    def "what would block, or never end, is an error at once"() {
        given:
        Files.createDirectory(lower.resolve('etc'))
        node(lower.resolve('etc'), 'fifo', FileType.FIFO)
        node(lower.resolve('etc'), 'socket', FileType.SOCKET)
        node(lower.resolve('etc'), 'device', FileType.BLOCK_DEVICE)
        Files.createDirectory(lower.resolve('etc/folder'))
        link(upper, 'etc/to-fifo', '/etc/fifo')
        write(lower, 'etc/large', 'x' * 1001)
        open()

        when:
        read(path)

        then:
        def e = thrown(IOException)
        e.message == message

        where:
        path          | message
        '/etc/fifo'   | "'/etc/fifo' in the image is no regular file but a fifo"
        '/etc/to-fifo' | "'/etc/to-fifo' in the image is no regular file but a fifo"
        '/etc/socket' | "'/etc/socket' in the image is no regular file but a socket"
        '/etc/device' | "'/etc/device' in the image is no regular file but a block device"
        '/etc/folder' | "'/etc/folder' in the image is no regular file but a folder"
        '/etc/large'  | "'/etc/large' in the image has more than 1000 bytes"
    }

    def "the place of a new file is behind the links on its way"() {
        given:
        Files.createDirectories(lower.resolve('usr/bin'))
        link(lower, 'bin', 'usr/bin')
        link(lower, 'dangling', '/usr/new/one')
        open()

        expect:
        with(files.place(BytePath.of(path))) {
            it.path() == BytePath.of(place)
            it.folder == isFolder
        }

        where:
        path             | place         | isFolder
        '/bin'           | 'usr/bin'     | true
        '/bin/tool'      | 'usr/bin/tool'| false
        '/bin/x/../tool' | 'usr/bin/tool'| false
        '/dangling/file' | 'usr/new/one/file' | false
        '/bin/..'        | 'usr'         | true
        '/'              | ''            | true
        '/bin/../..'     | ''            | true
        '/..'            | ''            | true
    }

    def "a file is executable when a bit says so, a folder never is"() {
        given:
        write(lower, 'yes', 'x')
        write(lower, 'no', 'x')
        lower.resolve('yes').toFile().setExecutable(true)
        open()

        expect:
        files.find(BytePath.of('/yes')).get().executable
        !files.find(BytePath.of('/no')).get().executable
        !files.find(BytePath.of('/.')).map { it.executable }.orElse(false)
    }
}
