package dev.groovebox.spec.threat

import dev.groovebox.sandbox.spec.SeccompChoice
import dev.groovebox.sandbox.spec.UserNamespace
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Unroll

/** Devices are the machine itself: a container has docker's few, and opens no other. */
class DevicesSpec extends ThreatSpecification {
    static final DOCKERS = ['core', 'fd', 'full', 'mqueue', 'null', 'ptmx', 'pts', 'random', 'shm', 'stderr', 'stdin', 'stdout',
                            'tty', 'urandom', 'zero']

    @Unroll("/dev is docker's #how")
    def 'what is in /dev'() {
        expect:
        run(['ls', '/dev'], more).out().replace('\r', '').tokenize().toSorted() == devices

        where:
        how                   | more  | devices
        'by default'          | {}  | DOCKERS
        'in a user namespace' | { userNamespace(UserNamespace.AUTO) }  | DOCKERS
        'with a terminal'     | { terminal(true) }                     | (DOCKERS + 'console').toSorted()
    }

    @Unroll('a device that a container makes for itself is not opened: #name')
    def 'nodes'() {
        when: 'making it is allowed, as docker has it'
        def result = run(['sh', '-c', 'mknod /tmp/node "$@" && (exec 3</tmp/node); (exec 3>/tmp/node)', 'sh', *node])

        then:
        result.exitCode() != 0
        result.err().readLines().count { it.contains('Operation not permitted') } == 2

        where:
        name               | node
        'memory'           | ['c', '1', '1']
        'kernel messages'  | ['c', '1', '11']
        'ports'            | ['c', '1', '4']
        'the console'      | ['c', '5', '1']
        'a disk (sd)'      | ['b', '8', '0']
        'a disk (virtio)'  | ['b', '254', '0']
        "this machine's"   | disk()
        'a loop device'    | ['b', '7', '0']
        'loop control'     | ['c', '10', '237']
        'fuse'             | ['c', '10', '229']
        'a virtual screen' | ['c', '4', '1']
        'kvm'              | ['c', '10', '232']
    }

    @Unroll('a device that an image brings is not opened (#node)')
    def 'nodes of an image'() {
        given:
        image = images.add { Path layer -> assert ['mknod', layer.resolve('node').toString(), *node].execute().waitFor() == 0 }

        expect:
        run(['sh', '-c', '(exec 3</node)'], more).err().contains('Operation not permitted')

        where:
        node            | more
        ['c', '1', '1'] | {}
        disk()          | {}
        disk()          | { seccomp(SeccompChoice.UNCONFINED).addCapability('ALL').dropCapability('SYS_ADMIN') }
        disk()          | { userNamespace(UserNamespace.AUTO) }
    }

    def 'a user namespace makes no nodes at all'() {
        expect:
        run(['mknod', '/tmp/node', 'c', '1', '1']) { userNamespace(UserNamespace.AUTO) }.err().contains('Operation not permitted')
    }

    def 'the machine\'s own devices are not there, but to a privileged container that makes them'() {
        expect:
        run(['sh', '-c', 'ls /dev/mem /dev/kmsg /dev/console 2>/dev/null']).out() == ''
        run(['sh', '-c', 'mknod /tmp/node c 1 11 && (exec 3</tmp/node) && echo opened']) { privileged(true) }.out() == 'opened\n'
    }

    /** The first whole disk there is. */
    private static List<String> disk() {
        def name = new File('/sys/block').list().toSorted().find { !it.startsWith('loop') && !it.startsWith('ram') } ?: 'loop0'
        ['b', *Files.readString(Path.of("/sys/block/$name/dev")).trim().tokenize(':')]
    }
}
