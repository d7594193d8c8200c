package dev.groovebox.spec.threat

import dev.groovebox.sandbox.spec.DeviceSpec
import dev.groovebox.sandbox.spec.NamespaceChoice
import dev.groovebox.sandbox.spec.SeccompChoice
import dev.groovebox.sandbox.spec.UserNamespace
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Requires
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

    def 'a privileged container has the devices of this machine with their owners and modes, and yet terminals and memory of its own'() {
        given:
        def host = new File('/dev').list().toList().findAll { name ->
            def type = ['stat', '-c', '%F', "/dev/$name"].execute().text
            type.contains('special file') && !(name in ['console', 'ptmx'])
        }

        when:
        def names = run(['ls', '-a', '/dev']) { privileged(true) }.out().tokenize()
        def result = run(['sh', '-c', """stat -c '%n %a %u %g %t %T' ${host.collect { "/dev/$it" }.join(' ')}
                grep -c ' /dev/pts devpts' /proc/mounts; grep -c ' /dev/shm tmpfs' /proc/mounts; readlink /dev/ptmx; ls /dev/pts; cat /dev/console"""]) { privileged(true) }

        then: 'each but the console, and no links to devices'
        names.containsAll(host)
        !names.contains('console')
        new File('/dev').list().findAll { Files.isSymbolicLink(Path.of('/dev', it)) && it in names } - DOCKERS == []

        and: 'as this machine has them'
        def shown = result.out().readLines()
        shown.take(host.size()) == ['stat', '-c', '%n %a %u %g %t %T', *host.collect { "/dev/$it" }]*.toString().execute().text.readLines()
                .collect { line -> line.tokenize()[0].drop(5) in DOCKERS ? shown.find { it.startsWith(line.tokenize()[0] + ' ') } : line }

        and:
        shown.drop(host.size()) == ['1', '1', 'pts/ptmx', 'ptmx']
    }

    def 'it opens them, and nobody else does'() {
        expect:
        run(['sh', '-c', '(exec 3<>/dev/loop-control) && echo opened']) { privileged(true) }.out() == 'opened\n'
        run(['sh', '-c', 'ls /dev/loop-control']).exitCode() != 0
    }

    def 'a privileged container with ids of its own has none of them'() {
        expect:
        run(['ls', '/dev']) { privileged(true).userNamespace(UserNamespace.AUTO) }.out().tokenize().toSorted() == DOCKERS
    }

    @Requires(value = { Files.exists(Path.of('/dev/net/tun')) }, reason = 'this machine has none')
    def 'a folder of devices is given as a whole, and what has none is refused'() {
        expect:
        run(['sh', '-c', 'ls /dev/net; (exec 3<>/dev/net/tun) && echo opened']) { device(new DeviceSpec(Path.of('/dev/net'), '/dev/net', 'rw')) }.out() == 'tun\nopened\n'
        refusal(['true']) { device(new DeviceSpec(Path.of('/dev/mqueue'), '/dev/mqueue', 'rw')) }.message =~ /there is no device in it|no such device/
    }

    @Unroll('devices of files of /etc/cdi and /var/run/cdi: #words')
    def 'described devices'() {
        when:
        def result = PrivateMachine.run(paths.root(), """
            mount -t tmpfs t /run; mkdir -p /run/cdi /run/groovebox
            cat > /run/cdi/acme.json <<'END'
            {"cdiVersion": "0.6.0", "kind": "nvidia.com/gpu", "containerEdits": {"env": ["ALL=yes"]}, "devices": [
              {"name": "all", "containerEdits": {
                "deviceNodes": [{"path": "/dev/acme0", "hostPath": "/dev/loop-control", "permissions": "rw", "fileMode": 432, "gid": 8}],
                "env": ["FROM_IMAGE=no"], "additionalGids": [4242],
                "mounts": [{"hostPath": "/etc/passwd", "containerPath": "/usr/lib/acme", "options": ["ro", "nosuid", "bind"]}]}},
              {"name": "hooked", "containerEdits": {"hooks": [{"hookName": "createContainer", "path": "/usr/bin/touch", "args": ["touch", "/run/hooked"]}]}}]}
            END
            \$groovebox run --rm --network none $words busybox sh -c '$script'; code=\$?
            ls /run/hooked 2>/dev/null; exit \$code""".stripIndent())

        then:
        result.exitCode == code
        (result.out + result.err).contains(said)

        where:
        words                           | script                                                                          || code | said
        '--gpus all'                    | 'stat -c "%a %g %t" /dev/acme0; echo $ALL $FROM_IMAGE; id -G; (exec 3<>/dev/acme0) && echo opened' || 0 | '660 8 a\nyes no\n0 4242\nopened\n'
        '--device nvidia.com/gpu=all'   | '(echo x > /usr/lib/acme) 2>&1; grep -c " /usr/lib/acme .*ro,nosuid" /proc/mounts' || 0    | 'Read-only file system\n1\n'
        '--gpus 1'                      | 'true'                                                                          || 125  | "cannot give device 'nvidia.com/gpu=0': nothing in /etc/cdi and /var/run/cdi describes it"
        '--gpus device=al'              | 'true'                                                                          || 125  | "did you mean 'nvidia.com/gpu=all'?"
        '--gpus device=hooked'          | 'true'                                                                          || 125  | 'it wants /usr/bin/touch to be run on this machine (hook createContainer), which Groovebox does not do'
    }

    def 'shared memory is left out when that is asked for, and the namespace is its own'() {
        when:
        def result = run(['sh', '-c', 'ls /dev; readlink /proc/self/ns/ipc; grep -c shm /proc/mounts']) { ipcNamespace(new NamespaceChoice.None()) }.out().readLines()

        then:
        result.take(DOCKERS.size() - 1) == DOCKERS - 'shm'
        result[-2] != Files.readSymbolicLink(Path.of('/proc/self/ns/ipc')).toString()
        result[-1] == '0'
    }

    /** The first whole disk there is. */
    private static List<String> disk() {
        def name = new File('/sys/block').list().toSorted().find { !it.startsWith('loop') && !it.startsWith('ram') } ?: 'loop0'
        ['b', *Files.readString(Path.of("/sys/block/$name/dev")).trim().tokenize(':')]
    }
}
