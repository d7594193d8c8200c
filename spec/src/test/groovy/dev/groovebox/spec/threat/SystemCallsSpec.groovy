package dev.groovebox.spec.threat

import dev.groovebox.sandbox.spec.SeccompChoice
import dev.groovebox.sandbox.spec.UserNamespace
import spock.lang.Unroll

/** Calls by which a program could leave its container, or change the machine, are refused. */
class SystemCallsSpec extends ThreatSpecification {
    /** Without the filter what it lacks stops a program: the capability, or the name of anything outside. */
    static final WITHOUT_FILTER = [
            'mount', 'remount', 'umount', 'open_tree', 'move_mount', 'mount_setattr', 'pivot_root', 'unshare-mount', 'clone-mount',
            'open_by_handle_at', 'kexec_load', 'init_module', 'delete_module', 'reboot', 'swapon', 'acct', 'sethostname',
            'SO_RCVBUFFORCE', 'iopl'].collectEntries { [it, 'EPERM'] } + [ptrace: 'ESRCH', kill: 'ESRCH', pidfd_open: 'ESRCH']
    /** A kernel without the call refuses it too; the filter, which comes first, says EPERM. */
    static final NOT_BUILT = ['ENOSYS']
    static final FILTERED = WITHOUT_FILTER + [
            'fsopen', 'unshare-user', 'clone-user', 'setns', 'add_key', 'request_key', 'keyctl', 'bpf', 'perf_event_open',
            'kexec_file_load', 'finit_module', 'settimeofday', 'syslog', 'userfaultfd', 'io_uring_setup', 'io_uring_enter',
            'quotactl', 'personality', 'AF_ALG', 'AF_VSOCK', 'kcmp'].collectEntries { [it, 'EPERM'] } + [clone3: 'ENOSYS']

    @Unroll('the calls by which a container is left are refused #how')
    def 'refused calls'() {
        when:
        def results = intrude(['calls', ProcessHandle.current().pid().toString()], more)

        then:
        results.findAll { call, result -> result != (refused[call] ?: result) && !(result in NOT_BUILT) } == [:]
        results.keySet().containsAll(refused.keySet())

        where:
        how                                  | refused        | more
        'by the filter'                      | FILTERED       | {}
        'by the filter in a user namespace'  | FILTERED       | { userNamespace(UserNamespace.AUTO) }
        'by the filter to a user'            | FILTERED       | { user('1000:1000') }
        'by the filter with new privileges'  | FILTERED       | { noNewPrivileges(false) }
        'unfiltered'                         | WITHOUT_FILTER | { seccomp(SeccompChoice.UNCONFINED) }
        'unfiltered to a user'               | WITHOUT_FILTER | { seccomp(SeccompChoice.UNCONFINED).user('1000:1000') }
        'unfiltered in a user namespace'     | WITHOUT_FILTER | { seccomp(SeccompChoice.UNCONFINED).userNamespace(UserNamespace.AUTO) }
    }

    def 'the filter keeps every kind of user namespace closed; without it, one opens nothing of the machine'() {
        when:
        def filtered = intrude(['become-root-again'])
        def open = intrude(['become-root-again']) { seccomp(SeccompChoice.UNCONFINED) }

        then:
        filtered.unshare == 'EPERM'
        filtered['core_pattern'] in ['EROFS', 'EACCES']
        open['mount-proc'] == 'EPERM'
        open['mount-sysfs'] == 'EPERM'
        open['uncover'] == 'EINVAL'
        open['uncover-sys'] == 'EPERM'
        (open['mount-cgroup'] ?: open['release_agent']) in ['EPERM', 'EACCES', 'EROFS', 'ENOENT']
        open['core_pattern'] in ['EROFS', 'EACCES']
    }
}
