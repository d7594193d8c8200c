package dev.groovebox.sandbox.image.host

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.image.tree.TreeEntry
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import spock.lang.AutoCleanup
import spock.lang.Specification

/** A machine made of a few files, so that its oddities can be chosen. */
class HostFilesSpec extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()
    Path root = scratch.path

    def setup() {
        program('usr/bin/dash', 'a shell')
        link('usr/bin/sh', 'dash')
        link('bin', 'usr/bin')
    }

    def 'the layout of the machine is reproduced, with every link and what it leads to'() {
        given:
        program('usr/bin/mawk', 'awk')
        link('etc/alternatives/awk', '/usr/bin/mawk')
        link('usr/bin/awk', '/etc/alternatives/awk')

        expect:
        shown('awk').containsAll([
                'bin -> usr/bin', 'usr/bin/sh -> dash', 'usr/bin/dash', 'usr/bin/awk -> /etc/alternatives/awk',
                'etc/alternatives', 'etc/alternatives/awk -> /usr/bin/mawk', 'usr/bin/mawk'])
    }

    def 'a folder of the layout may itself be a link, and nothing lies below a link'() {
        given:
        Files.createDirectories(root.resolve('var/usrlocal/bin'))
        link('usr/local', '../var/usrlocal')
        program('var/usrlocal/bin/tool', 'x')

        expect:
        shown('tool').containsAll(['usr/local -> ../var/usrlocal', 'var/usrlocal/bin/tool', 'var/usrlocal/sbin'])
        !shown('tool').any { it.startsWith('usr/local/') }
    }

    def 'a link that leads nowhere, or round and round, is no program: #target'() {
        given:
        link('usr/bin/tool', target)

        expect:
        !new HostPrograms(root, '').collection().isHere('tool')

        where:
        target << ['gone', 'tool', '/etc/../../usr/bin/tool', 'dash/x']
    }

    def 'a script brings its interpreter: #line'() {
        given:
        program('usr/bin/env', 'env')
        program('usr/bin/lua5', 'lua')
        link('usr/bin/lua', 'lua5')
        program('usr/bin/script', "$line\nprint(1)\n")

        expect:
        shown('script').containsAll(['usr/bin/script'] + brought)

        where:
        line                                  | brought
        '#!/usr/bin/lua'                      | ['usr/bin/lua -> lua5', 'usr/bin/lua5']
        '#! /bin/lua -W'                      | ['usr/bin/lua -> lua5', 'usr/bin/lua5']
        '#!/usr/bin/env lua'                  | ['usr/bin/env', 'usr/bin/lua5']
        '#!/usr/bin/env -S A=1 lua -i'        | ['usr/bin/env', 'usr/bin/lua5']
    }

    def 'a script whose interpreter is gone is an error that says which: #line'() {
        given:
        program('usr/bin/env', 'env')
        program('usr/bin/script', "$line\n")

        when:
        collected('script')

        then:
        def e = thrown(EngineException)
        e.message.contains(line.substring(2))
        e.message.contains('(for /usr/bin/script)')

        where:
        line << ['#!/usr/bin/gone -x', '#!/usr/bin/env gone']
    }

    def 'a program beside the usual folders gets a link in one of them'() {
        given:
        program('opt/kit/bin/kit', 'x')

        expect:
        new HostPrograms(root, '/opt/kit/bin').collect(['kit'], false).entries()
                .any { it instanceof TreeEntry.Link && it.path() == 'usr/local/bin/kit' && it.target() == '/opt/kit/bin/kit' }
    }

    def 'a package brings its files and those it depends on, without what people read and what is private'() {
        given:
        ['usr/share/doc/tool/copyright', 'usr/share/tool/data', 'etc/tool.conf', 'etc/tool.key', 'usr/lib/tool/plugin'].each {
            program(it, 'x')
        }
        Files.setAttribute(root.resolve('etc/tool.key'), 'unix:mode', 0640)
        program('usr/share/toollib/rules', 'x')
        program('usr/bin/tool-real', 'x')
        link('etc/alternatives/tool', '/usr/bin/tool-real')
        link('usr/bin/tool', '/etc/alternatives/tool')
        dpkg([package: 'tool-kit', depends: 'libc6 (>= 2.3), toollib:any (>= 1) | other, debconf', paths: [
                '/.', '/usr', '/usr/bin/tool-real', '/usr/share/doc', '/usr/share/doc/tool/copyright', '/usr/share/tool/data',
                '/etc/tool.conf', '/etc/tool.key', '/usr/lib/tool/plugin', '/usr/share/gone', '/var/lib/tool']],
                [package: 'toollib-v2', provides: 'toollib (= 2)', paths: ['/usr/share/toollib/rules']],
                [package: 'libc6', paths: ['/usr/lib/tool/plugin']])

        when:
        def shown = shown('tool-kit')

        then:
        shown.containsAll(['usr/share/tool/data', 'etc/tool.conf', 'usr/share/toollib/rules', 'usr/lib/tool/plugin',
                'usr/bin/tool-real', 'usr/bin/tool -> /etc/alternatives/tool'])
        !shown.any { it.contains('share/doc') || it.contains('tool.key') || it.contains('gone') || it.contains('var/lib/tool') }
    }

    def 'the command of a package goes before a wrapper of the same name on this machine'() {
        given:
        program('usr/local/bin/tool', '#!/usr/bin/sh\n/root/versions/tool')
        program('usr/bin/tool', 'the real one')
        dpkg([package: 'tool', paths: ['/usr/bin/tool']])

        expect:
        'usr/bin/tool' in shown('tool')
        !('usr/local/bin/tool' in shown('tool'))
    }

    def 'a command that its package of the same name does not have comes all the same'() {
        given:
        program('usr/bin/tool', 'of another package')
        program('usr/share/tool/data', 'x')
        dpkg([package: 'tool', paths: ['/usr/share/tool/data']])

        expect:
        shown('tool').containsAll(['usr/bin/tool', 'usr/share/tool/data'])
    }

    def 'a package that was removed is not here'() {
        given:
        dpkg([package: 'tool', status: 'deinstall ok config-files', paths: ['/usr/bin/tool']])

        expect:
        !new HostPrograms(root, '').collection().isHere('tool')
    }

    def 'without dpkg the sets of commands that everybody knows are still here'() {
        given:
        ['ls', 'cat', 'find'].each { program("usr/bin/$it", 'x') }

        expect:
        new HostPrograms(root, '').readyMade() == ['coreutils', 'findutils']
        shown('coreutils').containsAll(['usr/bin/ls', 'usr/bin/cat'])
        !('usr/bin/find' in shown('coreutils'))
    }

    def 'a machine without a shell can give none'() {
        given:
        Files.delete(root.resolve('usr/bin/sh'))

        when:
        collected()

        then:
        def e = thrown(EngineException)
        e.message.startsWith("cannot take from this machine '/bin/sh'")
    }

    def 'a set-id bit of another user than root would become one of root, so it goes'() {
        expect:
        new HostNode('x', mode, uid, gid, Instant.EPOCH, Optional.empty()).permissionsUnderRoot() == permissions

        where:
        mode    | uid | gid || permissions
        0104755 | 0   | 0   || 04755
        0104755 | 33  | 0   || 0755
        0102755 | 0   | 0   || 02755
        0102755 | 0   | 42  || 0755
        0106755 | 33  | 42  || 0755
        0042775 | 0   | 50  || 02775
    }

    private collected(String... names) {
        new HostPrograms(root, '').collect(names.toList(), false)
    }

    private List<String> shown(String... names) {
        collected(names).entries().collect { it instanceof TreeEntry.Link ? "${it.path()} -> ${it.target()}".toString() : it.path() }
    }

    private void program(String path, String content) {
        def file = root.resolve(path)
        Files.createDirectories(file.parent)
        Files.writeString(file, content)
        Files.setAttribute(file, 'unix:mode', 0755)
    }

    private void link(String path, String target) {
        Files.createDirectories(root.resolve(path).parent)
        Files.createSymbolicLink(root.resolve(path), Path.of(target))
    }

    private void dpkg(Map... packages) {
        def status = packages.collect {
            "Package: ${it.package}\nStatus: ${it.status ?: 'install ok installed'}\nArchitecture: amd64\n" +
                    "Depends: ${it.depends ?: ''}\nProvides: ${it.provides ?: ''}\nDescription: x\n more: text\n"
        }.join('\n')
        Files.createDirectories(root.resolve('var/lib/dpkg/info'))
        Files.writeString(root.resolve('var/lib/dpkg/status'), status)
        packages.each {
            Files.writeString(root.resolve("var/lib/dpkg/info/${it.package}:amd64.list"), it.paths.join('\n') + '\n')
        }
    }
}
