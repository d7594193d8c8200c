package dev.groovebox.sandbox.image.user

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.image.layered.LayeredFiles
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

class UserDatabaseSpec extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()

    private UserDatabase database(String passwd, String group) {
        Files.createDirectories(scratch.path.resolve('etc'))
        Files.writeString(scratch.path.resolve('etc/passwd'), passwd)
        Files.writeString(scratch.path.resolve('etc/group'), group)
        read()
    }

    private UserDatabase read() {
        LayeredFiles.open(new JnaFileCalls(), [scratch.path]).withCloseable { UserDatabase.read(it) }
    }

    private static final String PASSWD = '''\
root:x:0:0:root:/root:/bin/bash
# a comment
broken
web:x:33:34:web:/var/www:/usr/sbin/nologin
huge:x:4294967296:0::/:
homeless:x:50:50::
1000:x:0:0:a name of digits:/digits:
#web2:x:0:0::/:
+nis:x:0:0::/:
escape\u001b[2J:x:0:0::/:
nul:x:0:0::/a\u0000b:
split\rother:x:0:0::/:
'''
    private static final String GROUP = '''\
root:x:0:
www:x:34:web
video:x:44:web,other
audio:x:29:other,web
7000:x:0:
vast:x:99999999999999999999999:web
'''

    def "docker's forms of USER"() {
        expect:
        database(PASSWD, GROUP).resolve(user, groups) == new ContainerUser(uid, gid, supplementary.collect { it as long }, home)

        where:
        user       | groups          || uid        | gid        | supplementary | home
        ''         | []              || 0          | 0          | []            | '/root'
        'root'     | []              || 0          | 0          | []            | '/root'
        '0'        | []              || 0          | 0          | []            | '/root'
        'web'      | []              || 33         | 34         | [44, 29]      | '/var/www'
        '33'       | []              || 33         | 34         | [44, 29]      | '/var/www'
        'web:www'  | []              || 33         | 34         | []            | '/var/www'
        'web:44'   | []              || 33         | 44         | []            | '/var/www'
        'web:999'  | ['audio', '7']  || 33         | 999        | [29, 7]       | '/var/www'
        '5000'     | []              || 5000       | 0          | []            | '/'
        '5000:6'   | []              || 5000       | 6          | []            | '/'
        '1000'     | []              || 1000       | 0          | []            | '/'
        '1000:7000'| []              || 1000       | 7000       | []            | '/'
        '007'      | ['0044']        || 7          | 0          | [44]          | '/'
        'homeless' | []              || 50         | 50         | []            | '/'
        '2147483647:2147483647' | [] || 2147483647 | 2147483647 | []            | '/'
    }

    def "a number that is no id is refused, so that no overflow makes a root: USER #user"() {
        when:
        database(PASSWD, GROUP).resolve(user, groups)

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.INVALID

        where:
        user                   | groups
        '4294967296'           | []
        '4294967295'           | []
        '2147483648'           | []
        '18446744073709551616' | []
        '-1'                   | []
        '+0'                   | []
        '0x0'                  | []
        ' 0'                   | []
        '1000:'                | []
        ':'                    | []
        '1:2:3'                | []
        '1:4294967296'         | []
        'root'                 | ['4294967296']
        'root'                 | ['-1']
        'root'                 | ['']
    }

    def "a line that libc would not take is no account: USER #user"() {
        when:
        database(PASSWD, GROUP).resolve(user, groups)

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.NOT_FOUND

        where:
        user              | groups
        'huge'            | []
        'broken'          | []
        '#web2'           | []
        'web2'            | []
        'nul'             | []
        'other'           | []
        'escape\u001b[2J' | []
        'web:vast'        | []
        'web'             | ['nogroup']
    }

    @Timeout(30)
    def "neither a vast file nor a vast word holds the engine up or fills the screen"() {
        given:
        def vast = database('x' * 1_000_000 + ':x:0:0::/:\n', ('g' * 200 + ':x:1:\n') * 5000)

        when:
        vast.resolve(word, [])

        then:
        def e = thrown(EngineException)
        e.message.length() < 400

        where:
        word << ['x' * 1_000_000, 'root:' + 'y' * 1_000_000, ':' * 1_000_000, '9' * 1_000_000, 'root:' + 'g' * 199]
    }

    def "a name that the image lacks is answered with the nearest it has"() {
        when:
        database(PASSWD, GROUP).resolve('wbe', [])

        then:
        def e = thrown(EngineException)
        e.message == "cannot run as user 'wbe': the image has no such user; did you mean 'web'?"
    }

    def "an image without accounts knows numbers, and root"() {
        expect:
        read().resolve('', []) == new ContainerUser(0, 0, [], '/')
        read().resolve('5:6', ['7']) == new ContainerUser(5, 6, [7L], '/')
    }

    def "a passwd that links out of the image is the one inside that the link means to a program there"() {
        given:
        def victim = Files.createDirectory(scratch.path.resolve('victim'))
        Files.writeString(victim.resolve('passwd'), 'evil:x:0:0::/:\n')
        def root = Files.createDirectories(scratch.path.resolve('root/etc'))
        Files.createSymbolicLink(root.resolve('passwd'), Path.of(target.replace('VICTIM', victim.toString())))
        def own = Files.createDirectories(scratch.path.resolve("root/$victim"))
        Files.writeString(own.resolve('passwd'), 'own:x:5:6::/own:\n')
        def accounts = LayeredFiles.open(new JnaFileCalls(), [root.parent]).withCloseable { UserDatabase.read(it) }

        expect:
        accounts.resolve('own', []) == new ContainerUser(5, 6, [], '/own')

        when:
        accounts.resolve('evil', [])

        then:
        thrown(EngineException)

        where:
        target << ['VICTIM/passwd', '../../../../../../../..VICTIM/passwd']
    }
}
