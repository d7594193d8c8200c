package dev.groovebox.spec.threat

import dev.groovebox.sandbox.spec.SeccompChoice
import dev.groovebox.sandbox.spec.UserNamespace
import spock.lang.Unroll

/** Files through which the kernel is told what to run on the machine, or tells what is none of a container's business. */
class KernelFilesSpec extends ThreatSpecification {
    static final SWITCHES = [
            '/proc/sysrq-trigger', '/proc/sys/kernel/core_pattern', '/proc/sys/kernel/modprobe', '/proc/sys/kernel/hotplug',
            '/proc/sys/kernel/poweroff_cmd', '/proc/sys/fs/binfmt_misc/register', '/proc/sys/vm/panic_on_oom',
            '/proc/sys/kernel/panic', '/proc/sys/kernel/hostname', '/proc/sys/net/ipv4/ip_forward', '/proc/irq/default_smp_affinity',
            '/sys/kernel/uevent_helper', '/sys/kernel/uevent_seqnum', '/sys/power/state', '/sys/fs/cgroup/memory/release_agent',
            '/sys/fs/cgroup/pids/release_agent', '/sys/fs/cgroup/pids/notify_on_release', '/sys/fs/cgroup/pids/pids.max',
            '/sys/fs/cgroup/memory/memory.limit_in_bytes', '/sys/fs/cgroup/devices/devices.allow',
            '/sys/fs/cgroup/pids/cgroup.procs', '/sys/fs/cgroup/release_agent', '/sys/module/kernel/parameters/panic',
            '/dev/mem', '/dev/kmem', '/dev/port', '/dev/kmsg', '/proc/kcore', '/proc/timer_list']

    @Unroll('nothing of the kernel is written #how')
    def 'switches of the kernel'() {
        when: 'each file that is there is opened to write, and written what does no harm'
        def result = run(['sh', '-c', '''
            for file in "$@"; do
                [ -e $file ] || continue
                if (exec 3>>$file) 2>/dev/null; then
                    [ -c $file ] || [ ! -s $file ] && echo "emptied $file" || echo "OPEN $file"
                fi
            done
            echo end''', 'sh', *SWITCHES]) {
            switch (how) {
                case 'without the filter': seccomp(SeccompChoice.UNCONFINED); break
                case 'in a user namespace': userNamespace(UserNamespace.AUTO); break
                case 'with every capability but that of the administrator': addCapability('ALL').dropCapability('SYS_ADMIN'); break
            }
        }

        then: 'what opens is a hiding place: /dev/null'
        result.out().readLines() - ['emptied /proc/kcore', 'emptied /proc/timer_list'] == ['end']

        where:
        how << ['by default', 'without the filter', 'in a user namespace', 'with every capability but that of the administrator']
    }

    @Unroll('#path is empty')
    def 'hidden files and folders'() {
        expect:
        run(['sh', '-c', '[ -d $0 ] && ls -A $0 || [ ! -e $0 ] || head -c 100 $0', path]).with { [out(), err(), exitCode()] } == ['', '', 0]

        where:
        path << ['/proc/acpi', '/proc/asound', '/proc/interrupts', '/proc/kcore', '/proc/keys', '/proc/latency_stats',
                 '/proc/sched_debug', '/proc/scsi', '/proc/timer_list', '/proc/timer_stats', '/sys/firmware',
                 '/sys/devices/virtual/powercap']
    }

    def 'what docker makes read-only is read-only, and the rest of the mounts are as inert as its own'() {
        when:
        def mounts = run(['cat', '/proc/self/mountinfo']).out().readLines()*.tokenize(' ').collectEntries { [it[4], it[5].tokenize(',')] }

        then:
        ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger', '/sys', '/sys/fs/cgroup']
                .findAll { new File(it).exists() }
                .every { 'ro' in mounts[it] }
        ['/proc', '/sys', '/dev/mqueue', '/dev/shm'].every { mounts[it].containsAll(['nosuid', 'nodev', 'noexec']) }
        mounts['/dev/pts'].containsAll(['nosuid', 'noexec'])
        mounts['/dev'].contains('nosuid')
    }

    def "the control groups seen are the container's own, and none can be left or changed"() {
        when:
        def out = run(['sh', '-c', 'cut -d: -f3 /proc/self/cgroup | sort -u; ls /sys/fs/cgroup/pids; mkdir /sys/fs/cgroup/pids/mine']).with { out() + err() }

        then:
        out.readLines().first() == '/'
        !out.contains('groovebox')
        out.contains('Read-only file system')
    }
}
