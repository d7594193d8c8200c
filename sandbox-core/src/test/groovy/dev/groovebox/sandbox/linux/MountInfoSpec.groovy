package dev.groovebox.sandbox.linux

import java.nio.file.Path
import spock.lang.Specification

class MountInfoSpec extends Specification {
    def "a line is read by its fields, with any number of optional ones"() {
        when:
        def mount = MountInfo.parse("36 35 98:0 /part /mnt rw,noatime $optional- cgroup none rw,cpu,cpuacct")

        then:
        mount.id() == 36
        mount.parent() == 35
        mount.root() == Path.of('/part')
        mount.mountPoint() == Path.of('/mnt')
        mount.options() == ['rw', 'noatime']
        mount.type() == 'cgroup'
        mount.superOptions() == ['rw', 'cpu', 'cpuacct']

        where:
        optional << ['', 'shared:1 ', 'shared:1 master:2 unbindable ']
    }

    def "a mount point cannot pass for a field by the characters in it"() {
        expect:
        MountInfo.parse('1 2 0:3 / /a\\040-\\040cgroup2\\134\\012 rw - tmpfs none rw').with {
            mountPoint().toString() == '/a - cgroup2\\\n' && type() == 'tmpfs'
        }
    }

    def "what is no line of mountinfo is refused"() {
        when:
        MountInfo.parse(line)

        then:
        thrown(IllegalArgumentException)

        where:
        line << ['', '1 2 0:3 / /mnt rw', '1 2 0:3 / /mnt rw - tmpfs none']
    }

    def "this machine's own mounts can be read"() {
        expect:
        MountInfo.ofThisProcess().any { it.mountPoint() == Path.of('/proc') && it.type() == 'proc' }
    }
}
