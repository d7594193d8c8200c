package dev.groovebox.sandbox.image.host

import static dev.groovebox.sandbox.failure.FailureKind.INVALID
import static dev.groovebox.sandbox.failure.FailureKind.NOT_FOUND

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.image.tree.TreeEntry
import dev.groovebox.sandbox.image.tree.TreeSource
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification

class HostProgramsSpec extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()
    Path folder = scratch.path

    def machine = HostPrograms.ofThisMachine()

    @Requires(value = { new File('/proc/self').canRead() && System.getProperty('user.name') == 'root' }, reason = 'chroot')
    def 'the programs of host/base start in the collected root'() {
        given:
        def box = new MaterialisedTree(machine.collect(machine.readyMade(), false), folder)

        expect:
        with(box.run('sh', '-c', script)) {
            err == ''
            out == printed
            exitCode == 0
        }

        where:
        script                                                              | printed
        'echo "$0 here"'                                                    | 'sh here\n'
        'bash -c "echo \\$((6 * 7)) \\${BASH##*/}"'                         | '42 bash\n'
        'cat /etc/hostname; id -un; id -gn; uname -s'                       | 'root\nroot\nLinux\n'
        'echo one | grep -o n; echo one | sed s/o/O/'                       | 'n\nOne\n'
        'cd /tmp; echo x > f; tar czf f.tgz f; rm f; tar xzf f.tgz; cat f'  | 'x\n'
        'find /etc -name passwd -type f'                                    | '/etc/passwd\n'
        'ls -ld /tmp | cut -c1-10; ls -ld /root | cut -c1-10'               | 'drwxrwxrwt\ndrwx------\n'
        'bash -c "LC_ALL=C.UTF-8; x=é; echo \\${#x}"'                       | '1\n'
        'sort /etc/group | head -n1; date -u -d @0 +%Y; printf é | wc -m'   | 'adm:x:4:\n1970\n1\n'
        '. /etc/os-release; test -n "$ID" && echo known'                    | 'known\n'
    }

    def 'the same programs give an equal tree'() {
        expect:
        described(HostPrograms.ofThisMachine().collect(['bash', 'coreutils'], true)) ==
                described(HostPrograms.ofThisMachine().collect(['bash', 'coreutils'], true))
    }

    def 'a tree is sorted, names each path once, has parents before children and none below a link'() {
        given:
        def entries = machine.collect(['bash', 'coreutils', 'tar'], true).entries()
        def paths = entries*.path()
        def folders = entries.findAll { it instanceof TreeEntry.Folder }*.path() as Set

        expect:
        ['bin/tar', 'usr/bin/tar'].any { it in paths }
        paths == paths.toSorted().unique()
        paths.every { !it.startsWith('/') && !it.endsWith('/') && !('..' in it.split('/').toList()) }
        paths.findAll { it.contains('/') }.every { it[0..<it.lastIndexOf('/')] in folders }
    }

    def 'everything belongs to root and nothing carries the time of its installation'() {
        given:
        def entries = machine.collect(['coreutils'], true).entries()

        expect:
        entries.any { it instanceof TreeEntry.HostFile } && entries.any { it instanceof TreeEntry.Folder }
        entries.every { it.uid() == 0 && it.gid() == 0 }
        entries.findAll { !(it instanceof TreeEntry.HostFile) }.every { it.modified() == Instant.EPOCH }
    }

    def 'none of the accounts of the machine are in it'() {
        given:
        def passwd = machine.collect([], false).entries().find { it.path() == 'etc/passwd' }

        expect:
        passwd instanceof TreeEntry.Text
        new String(passwd.content()).readLines()*.tokenize(':')*.first() ==
                ['root', 'daemon', 'bin', 'sys', 'mail', 'www-data', 'nobody']
    }

    def 'a shell is always among them'() {
        when:
        def paths = machine.collect([], false).entries()*.path()

        then:
        ['bin/sh', 'usr/bin/sh'].any { it in paths }
    }

    def 'documentation and translations stay behind'() {
        when:
        def paths = machine.collect(['bash', 'coreutils', 'tar'], false).entries()*.path()

        then:
        ['bin/bash', 'usr/bin/bash'].any { it in paths }
        paths.findAll { it =~ '^usr/share/(doc|man|info|locale)/' } == []
    }

    def 'the certificate authorities come when asked for, without the time they were put together'() {
        expect:
        with(machine.collect([], true).entries().find { it.path() == 'etc/ssl/certs/ca-certificates.crt' }) {
            it instanceof TreeEntry.HostFile
            modified() == Instant.EPOCH
        }
        !machine.collect([], false).entries().any { it.path().startsWith('etc/ssl') }
    }

    def 'every program that is not here is named, all at once'() {
        when:
        machine.collect(['bash', 'no-such-tool', 'coreutils', 'nor-this-one'], false)

        then:
        def e = thrown(EngineException)
        e.failure().kind() == NOT_FOUND
        e.message == "cannot take from this machine 'no-such-tool', 'nor-this-one': neither a command on PATH nor " +
                'an installed package; install what is missing, or name what is here'
    }

    def 'a name that is a path, an option or worse is refused: #name'() {
        when:
        machine.collect(['bash', name, '../also'], false)

        then:
        def e = thrown(EngineException)
        e.failure().kind() == INVALID
        e.message.contains("'$shown' is no name")
        e.message.contains("'../also' is no name")

        where:
        name                 | shown
        '../../etc/shadow'   | '../../etc/shadow'
        '/bin/bash'          | '/bin/bash'
        '..'                 | '..'
        '.'                  | '.'
        ''                   | ''
        '-rf'                | '-rf'
        'ba\nsh'             | 'ba\\u000ash'
        'bash\0'             | 'bash\\u0000'
        '\u001b[31mred'      | '\\u001b[31mred'
        'b\u00e4sh'          | 'b\\u00e4sh'
        'a b'                | 'a b'
        'x' * 129            | 'x' * 128
    }

    private static List described(TreeSource source) {
        source.entries().collect {
            switch (it) {
                case TreeEntry.Text: [it.path(), it.mode(), it.modified(), it.content().encodeHex().toString()]; break
                case TreeEntry.HostFile: [it.path(), it.mode(), it.modified(), it.content()]; break
                default: [it.toString()]
            }
        }
    }
}
