# The default filter of system calls: what is not allowed here is refused with EPERM.
#
# A rule is one line that does not begin with a space, and the names it is about on the lines below it:
#   allow | refuse ERRNO   what happens
#   on A,B                 only on machines of these architectures, for every call interface they have
#   with CAPABILITY        only for a container that has it
#   without CAPABILITY     only for a container that has not
#   where ARG OP VALUE     only if the argument (0 is the first) compares so: == < > or & MASK ==
#
# Names, not numbers: each is allowed in every interface (64-bit, 32-bit, x32) that has it.
# Left out on purpose: io_uring (escapes this filter), keyctl and add_key (keyrings have no namespace), userfaultfd,
# swapon, kexec, nfsservctl, and each new call until somebody has looked at it.

# files and folders
allow
    access chdir chmod chown chown32 close close_range creat dup dup2 dup3 faccessat faccessat2 fchdir fchmod
    fchmodat fchmodat2 fchown fchown32 fchownat fcntl fcntl64 flock getcwd getdents getdents64 lchown lchown32 link
    linkat mkdir mkdirat mknod mknodat name_to_handle_at open openat openat2 readlink readlinkat rename renameat
    renameat2 rmdir symlink symlinkat umask unlink unlinkat
    fstat fstat64 fstatat64 fstatfs fstatfs64 lstat lstat64 newfstatat stat stat64 statfs statfs64 statx
    listmount statmount
    futimesat utime utimensat utimensat_time64 utimes
    fgetxattr flistxattr fremovexattr fsetxattr getxattr getxattrat lgetxattr listxattr listxattrat llistxattr
    lremovexattr lsetxattr removexattr removexattrat setxattr setxattrat

# reading and writing
allow
    copy_file_range fadvise64 fadvise64_64 fallocate fdatasync fsync ftruncate ftruncate64 ioctl lseek _llseek pread64
    preadv preadv2 pwrite64 pwritev pwritev2 read readahead readv sendfile sendfile64 splice sync sync_file_range
    syncfs tee truncate truncate64 vmsplice write writev
    io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 io_setup io_submit ioprio_get ioprio_set

# waiting for events
allow
    epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd
    eventfd2 fanotify_mark inotify_add_watch inotify_init inotify_init1 inotify_rm_watch _newselect pipe pipe2 poll
    ppoll ppoll_time64 pselect6 pselect6_time64 select

# memory
allow
    brk madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mlock mlock2 mlockall mmap mmap2
    mprotect mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect remap_file_pages

# processes and threads
allow
    execve execveat exit exit_group fork vfork wait4 waitid waitpid
    futex futex_requeue futex_time64 futex_wait futex_waitv futex_wake get_robust_list set_robust_list rseq
    get_thread_area set_thread_area set_tid_address gettid getpgid getpgrp getpid getppid getsid setpgid setsid
    getcpu getpriority setpriority getrlimit prlimit64 setrlimit ugetrlimit getrusage prctl restart_syscall
    process_mrelease times uretprobe
    sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler
    sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity sched_setattr sched_setparam
    sched_setscheduler sched_yield
    ptrace process_vm_readv process_vm_writev

# who the process is, and its own sandboxes
allow
    capget capset getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 getresgid getresgid32
    getresuid getresuid32 getuid getuid32 setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups
    setgroups32 setregid setregid32 setresgid setresgid32 setresuid setresuid32 setreuid setreuid32 setuid setuid32
    landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp

# signals
allow
    kill pause pidfd_open pidfd_send_signal rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn
    rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sigaltstack signalfd signalfd4 sigprocmask
    sigreturn tgkill tkill

# time
allow
    adjtimex alarm clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime clock_gettime64
    clock_nanosleep clock_nanosleep_time64 getitimer gettimeofday nanosleep setitimer time timer_create timer_delete
    timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd_create timerfd_gettime
    timerfd_gettime64 timerfd_settime timerfd_settime64

# network
allow
    accept accept4 bind connect getpeername getsockname getsockopt listen recv recvfrom recvmmsg recvmmsg_time64
    recvmsg send sendmmsg sendmsg sendto setsockopt shutdown socketcall socketpair

# messages, semaphores and shared memory
allow
    ipc mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64
    mq_unlink msgctl msgget msgrcv msgsnd semctl semget semop semtimedop semtimedop_time64 shmat shmctl shmdt shmget

# the machine
allow
    cachestat getrandom sysinfo uname

# every address family but 38 (AF_ALG: the kernel's own cryptography) and 40 (AF_VSOCK: the hypervisor)
allow where 0 < 38
    socket
allow where 0 == 39
    socket
allow where 0 > 40
    socket

# personalities: Linux, Linux with 32-bit addresses told (PER_LINUX32), either with UNAME26; and asking
allow where 0 == 0x0
    personality
allow where 0 == 0x8
    personality
allow where 0 == 0x20000
    personality
allow where 0 == 0x20008
    personality
allow where 0 == 0xffffffff
    personality

# no new namespaces. The flags of clone3 are in memory, where a filter can't look: C libraries fall back on ENOSYS
allow without SYS_ADMIN where 0 & 0x7e020000 == 0
    clone
refuse ENOSYS without SYS_ADMIN
    clone3

allow on x86_64
    arch_prctl modify_ldt
allow on aarch64
    arm_fadvise64_64 arm_sync_file_range sync_file_range2 breakpoint cacheflush set_tls

allow with SYS_ADMIN
    bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie lsm_get_self_attr lsm_list_modules
    lsm_set_self_attr mount mount_setattr move_mount open_tree perf_event_open quotactl quotactl_fd setdomainname
    sethostname setns syslog umount umount2 unshare
allow with BPF
    bpf
allow with DAC_READ_SEARCH
    open_by_handle_at
allow with PERFMON
    perf_event_open
allow with SYSLOG
    syslog
allow with SYS_BOOT
    reboot
allow with SYS_CHROOT
    chroot
allow with SYS_MODULE
    delete_module finit_module init_module
allow with SYS_NICE
    get_mempolicy mbind set_mempolicy set_mempolicy_home_node
allow with SYS_PACCT
    acct
allow with SYS_PTRACE
    kcmp pidfd_getfd process_madvise
allow with SYS_RAWIO
    ioperm iopl
allow with SYS_TIME
    clock_settime clock_settime64 settimeofday stime
allow with SYS_TTY_CONFIG
    vhangup
