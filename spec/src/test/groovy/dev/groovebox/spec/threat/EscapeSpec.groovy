package dev.groovebox.spec.threat

import dev.groovebox.sandbox.spec.SeccompChoice
import dev.groovebox.sandbox.spec.UserNamespace
import spock.lang.Unroll

/** The root of a container is the end of the world: nothing of the machine's is above it, or left below it. */
class EscapeSpec extends ThreatSpecification {

    @Unroll('the classic way out of a chroot leads nowhere #how')
    def 'chroot'() {
        when:
        def tries = intrude(['leave-chroot', victim.toString(), '/bin/busybox']) {
            seccomp(SeccompChoice.UNCONFINED)
            if (how == 'in a user namespace') {
                userNamespace(UserNamespace.AUTO)
            }
        }

        then: 'the way was tried to its end, and the end is the own root'
        tries.chroot == 'done'
        tries['chroot-up'] == 'done'
        tries[victim.toString()] == 'ENOENT'
        tries['/bin/busybox'] == 'done'

        where:
        how << ['', 'in a user namespace']
    }

    def "no mount of the machine is left in a container's table, and none of its folders named"() {
        given:
        def own = ['/', '/proc', '/dev', '/dev/pts', '/dev/shm', '/dev/mqueue', '/sys', '/sys/fs/cgroup', '/etc/resolv.conf',
                   '/etc/hostname', '/etc/hosts']

        when:
        def table = run(['cat', '/proc/1/mountinfo']).out().readLines()*.tokenize(' ')

        then:
        table*.get(4).every { it in own || it =~ '^/(proc|sys)/' }
        table.findAll { it[4] == '/' }.size() == 1
        !table.flatten().any { it.contains("=$scratch.path") || it.contains(":$scratch.path") }
    }

    @Unroll('#path is the container\'s own')
    def 'roots by way of proc'() {
        expect:
        run(['sh', '-c', "ls $path".toString() + '; [ -e $0$1 ]', path, victim]).with { [it.out().contains('proc\n'), it.exitCode()] } == [true, 1]

        where:
        path << ['/proc/1/root', '/proc/self/root', '/proc/1/cwd', '/proc/1/root/../../..']
    }

    @Unroll("mounts do not reach the machine #how")
    def 'propagation'() {
        expect: 'also none that an administrator of the container makes in a shared folder'
        run(['sh', '-c', 'mkdir -p /tmp/a /victim/inner && mount -t tmpfs none /tmp/a && mount -t tmpfs none /victim/inner && mount --make-rshared / ; mount | grep -c tmpfs']) {
            bind(victim, '/victim', true)
            addCapability('SYS_ADMIN').seccomp(SeccompChoice.UNCONFINED)
            if (how == 'from a user namespace') {
                userNamespace(UserNamespace.AUTO)
            }
        }.out().trim().toInteger() >= 4
        !new File('/proc/self/mountinfo').text.contains(victim.toString())

        where:
        how << ['', 'from a user namespace']
    }
}
