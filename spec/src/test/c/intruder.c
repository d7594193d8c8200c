/*
 * intruder WHAT ...: a program that tries to leave its container, for the specs. Static, so that it runs in any image.
 * Each try prints a line "NAME RESULT", where RESULT is "done" or the name of the errno.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/fs.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void tell(const char *name, long result)
{
    printf("%s %s\n", name, result >= 0 ? "done" : strerrorname_np(errno));
    fflush(stdout);
}

/* Each call in a child of its own: what one does to its process must not help the next. */
#define TRY(name, call) \
    do { \
        pid_t child = fork(); \
        if (child == 0) { \
            alarm(5); \
            tell(name, (long)(call)); \
            _exit(0); \
        } \
        waitpid(child, NULL, 0); \
    } while (0)

static long add_key(const char *name, long keyring)
{
    return syscall(SYS_add_key, "user", name, "x", 1UL, keyring);
}

static long clone_with(unsigned long flags)
{
    long pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0)
        _exit(0);
    return pid;
}

static long open_by_handle(void)
{
    struct file_handle *handle = calloc(1, sizeof *handle + 128);
    int mount;
    handle->handle_bytes = 8;
    /* Inode 2 is the root of an ext4 filesystem (the "shocker" of 2014). */
    handle->handle_type = 1;
    ((unsigned *)handle->f_handle)[0] = 2;
    mount = open("/etc/hosts", O_RDONLY);
    return open_by_handle_at(mount, handle, O_RDONLY);
}

/* Everything a container has no business with. The argument is the number of a process outside. */
static int calls(int count, char **arguments)
{
    pid_t outside = count > 0 ? atoi(arguments[0]) : 1;
    char zeros[256] = {0};
    TRY("mount", mount("none", "/tmp", "tmpfs", 0, NULL));
    TRY("remount", mount(NULL, "/proc/sys", NULL, MS_REMOUNT | MS_BIND, NULL));
    TRY("umount", umount2("/proc/sys", MNT_DETACH));
    TRY("fsopen", syscall(SYS_fsopen, "tmpfs", 0));
    TRY("open_tree", syscall(SYS_open_tree, AT_FDCWD, "/", 1 /* OPEN_TREE_CLONE */));
    TRY("move_mount", syscall(SYS_move_mount, AT_FDCWD, "/proc", AT_FDCWD, "/tmp", 0));
    TRY("mount_setattr", syscall(SYS_mount_setattr, AT_FDCWD, "/proc/sys", 0, zeros, 32));
    TRY("pivot_root", syscall(SYS_pivot_root, ".", "."));
    TRY("unshare-user", unshare(CLONE_NEWUSER));
    TRY("unshare-mount", unshare(CLONE_NEWNS));
    TRY("clone-user", clone_with(CLONE_NEWUSER));
    TRY("clone-mount", clone_with(CLONE_NEWNS));
    TRY("clone3", syscall(SYS_clone3, zeros, 88UL));
    TRY("setns", setns(open("/proc/self/ns/mnt", O_RDONLY), 0));
    TRY("add_key", add_key("mine", KEY_SPEC_PROCESS_KEYRING));
    TRY("request_key", syscall(SYS_request_key, "user", "mine", NULL, 0));
    TRY("keyctl", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0));
    TRY("bpf", syscall(SYS_bpf, 0 /* BPF_MAP_CREATE */, zeros, sizeof zeros));
    TRY("perf_event_open", syscall(SYS_perf_event_open, zeros, 0, -1, -1, 0));
    TRY("open_by_handle_at", open_by_handle());
    TRY("ptrace", ptrace(PTRACE_ATTACH, outside, NULL, NULL));
    TRY("process_vm_readv", syscall(SYS_process_vm_readv, outside, NULL, 0, NULL, 0, 0));
    TRY("kill", kill(outside, 0));
    TRY("kcmp", syscall(SYS_kcmp, outside, getpid(), 0, 0, 0));
    TRY("pidfd_open", syscall(SYS_pidfd_open, outside, 0));
    TRY("kexec_load", syscall(SYS_kexec_load, 0, 0, NULL, 0));
    TRY("kexec_file_load", syscall(SYS_kexec_file_load, -1, -1, 0, NULL, 0));
    TRY("init_module", syscall(SYS_init_module, zeros, sizeof zeros, ""));
    TRY("finit_module", syscall(SYS_finit_module, 0, "", 0));
    TRY("delete_module", syscall(SYS_delete_module, "nosuch", O_NONBLOCK));
    TRY("reboot", syscall(SYS_reboot, 0xfee1dead, 672274793, 0, NULL)); /* only switches Ctrl-Alt-Del off */
    TRY("swapon", syscall(SYS_swapon, "/etc/hosts", 0));
    TRY("settimeofday", syscall(SYS_settimeofday, NULL, NULL + 1));
    TRY("syslog", syscall(SYS_syslog, 3, zeros, sizeof zeros));
    TRY("userfaultfd", syscall(SYS_userfaultfd, 0));
    TRY("io_uring_setup", syscall(SYS_io_uring_setup, 1, zeros));
    TRY("io_uring_enter", syscall(SYS_io_uring_enter, 0, 0, 0, 0, NULL));
    TRY("acct", syscall(SYS_acct, NULL));
    TRY("quotactl", syscall(SYS_quotactl, 0, NULL, 0, NULL));
    TRY("personality", syscall(SYS_personality, ADDR_NO_RANDOMIZE | READ_IMPLIES_EXEC));
    TRY("AF_ALG", socket(AF_ALG, SOCK_SEQPACKET, 0));
    TRY("AF_VSOCK", socket(AF_VSOCK, SOCK_STREAM, 0));
    TRY("sethostname", sethostname("mine", 4));
    TRY("SO_RCVBUFFORCE", setsockopt(socket(AF_INET, SOCK_DGRAM, 0), SOL_SOCKET, SO_RCVBUFFORCE, zeros, 4));
#ifdef __x86_64__
    TRY("iopl", syscall(SYS_iopl, 3));
    TRY("modify_ldt", syscall(SYS_modify_ldt, 0, zeros, sizeof zeros) > 0 ? 0 : -1);
#endif
    return 0;
}

/* Prints the numbers of the open descriptors. */
static int descriptors(int count, char **arguments)
{
    (void)count;
    (void)arguments;
    for (int fd = 0; fd < 70000; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            printf("%d\n", fd);
    return 0;
}

/* The classic: an open folder above a second chroot is no longer below the root, so ".." goes on and on. */
static int leave_chroot(int count, char **arguments)
{
    mkdir("/tmp/cell", 0755);
    int above = open("/", O_RDONLY | O_DIRECTORY);
    tell("chroot", chroot("/tmp/cell"));
    tell("fchdir", fchdir(above));
    for (int i = 0; i < 100; i++)
        if (chdir("..") < 0)
            break;
    tell("chroot-up", chroot("."));
    struct stat status;
    for (int i = 0; i < count; i++)
        tell(arguments[i], stat(arguments[i], &status));
    return 0;
}

static void write_into(const char *name, int file)
{
    if (file < 0) {
        tell(name, file);
        return;
    }
    tell(name, write(file, "#!/bin/sh\n", 10));
    close(file);
}

/* Every way to put other bytes into a file that is running, or to spoil it, through a link of /proc. */
static int overwrite(int count, char **arguments)
{
    for (int i = 0; i < count; i++) {
        const char *path = arguments[i];
        char again[64];
        int place = open(path, O_PATH | O_CLOEXEC);
        snprintf(again, sizeof again, "/proc/self/fd/%d", place);
        write_into("write", open(path, O_WRONLY));
        write_into("truncating-write", open(path, O_WRONLY | O_TRUNC));
        write_into("read-write", open(path, O_RDWR));
        write_into("reopened", open(again, O_WRONLY));
        tell("truncate", truncate(path, 0));
        tell("chmod", chmod(path, 0));
    }
    return 0;
}

/* type TEXT TERMINAL...: types as if its user had. */
static int type(int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        int terminal = open(arguments[i], O_RDWR | O_NOCTTY | O_NONBLOCK);
        long result = terminal;
        for (const char *letter = arguments[0]; result >= 0 && *letter; letter++)
            result = ioctl(terminal, TIOCSTI, letter);
        tell(arguments[i], result);
    }
    return 0;
}

/* swap ONE OTHER ENOUGH: exchanges two names as fast as it can, until there is the file ENOUGH. */
static int swap(int count, char **arguments)
{
    if (count < 3)
        return 2;
    long swaps = 0;
    do
        for (int i = 0; i < 100; i++)
            swaps += renameat2(AT_FDCWD, arguments[0], AT_FDCWD, arguments[1], RENAME_EXCHANGE) == 0;
    while (access(arguments[2], F_OK) < 0);
    printf("%ld\n", swaps);
    return 0;
}

static void write_file(const char *name, const char *path, const char *text)
{
    int file = open(path, O_WRONLY);
    tell(name, file < 0 ? file : write(file, text, strlen(text)));
    if (file >= 0)
        close(file);
}

/* With a user namespace of its own a program has every capability there; none may reach the machine (CVE-2022-0492). */
static int become_root_again(int count, char **arguments)
{
    (void)count;
    (void)arguments;
    tell("unshare", unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWPID));
    write_file("uid_map", "/proc/self/uid_map", "0 0 1\n");
    pid_t child = fork();
    if (child == 0) {
        mkdir("/tmp/proc", 0755);
        mkdir("/tmp/group", 0755);
        tell("mount-proc", mount("proc", "/tmp/proc", "proc", 0, NULL));
        tell("mount-sysfs", mount("sysfs", "/tmp/proc", "sysfs", 0, NULL));
        tell("uncover", umount2("/proc/interrupts", MNT_DETACH));
        tell("uncover-sys", mount(NULL, "/proc/sys", NULL, MS_REMOUNT | MS_BIND, NULL));
        if (mount("cgroup", "/tmp/group", "cgroup", 0, "pids") < 0)
            tell("mount-cgroup", -1);
        else
            write_file("release_agent", "/tmp/group/release_agent", "/tmp/agent\n");
        write_file("core_pattern", "/proc/sys/kernel/core_pattern", "|/tmp/agent\n");
        _exit(0);
    }
    waitpid(child, NULL, 0);
    return 0;
}

/* with-key NAME PROGRAM...: runs a program whose session keyring holds a key. */
static int with_key(int count, char **arguments)
{
    if (count < 2 || syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 ||
        add_key(arguments[0], KEY_SPEC_SESSION_KEYRING) < 0)
        return 2;
    execvp(arguments[1], arguments + 1);
    return 2;
}

static int find_key(int count, char **arguments)
{
    if (count < 1)
        return 2;
    tell("key", syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", arguments[0], 0));
    return 0;
}

/* Shakes off every signal that is to end it with its parent. */
static int outlive(int count, char **arguments)
{
    (void)count;
    (void)arguments;
    tell("outlive", prctl(PR_SET_PDEATHSIG, 0));
    for (int signal = 1; signal < NSIG; signal++)
        sigaction(signal, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
    while (pause() < 0)
        continue;
    return 0;
}

static int seals(int count, char **arguments)
{
    int file = count > 0 ? open(arguments[0], O_RDONLY) : -1;
    printf("%d\n", fcntl(file, F_GET_SEALS));
    return 0;
}

/*
 * watch PATH ENOUGH: looks into every process that comes, for a path of the machine and for what it has open, until there
 * is the file ENOUGH.
 */
static int watch(int count, char **arguments)
{
    if (count < 2)
        return 2;
    long looks = 0;
    for (int pid = 2; access(arguments[1], F_OK) < 0; pid = pid > 400 ? 2 : pid + 1) {
        char name[4096], target[4096];
        snprintf(name, sizeof name, "/proc/%d/status", pid);
        if (pid == getpid() || access(name, F_OK) < 0)
            continue;
        looks++;
        snprintf(name, sizeof name, "/proc/%d/root%s", pid, arguments[0]);
        if (access(name, F_OK) == 0)
            tell("root", 0);
        for (int fd = 3; fd < 16; fd++) {
            snprintf(name, sizeof name, "/proc/%d/fd/%d", pid, fd);
            ssize_t length = readlink(name, target, sizeof target - 1);
            if (length <= 0)
                continue;
            target[length] = '\0';
            if (strcmp(target, "/") == 0) { /* a root: the container's own, unless the machine's files are below it */
                snprintf(name, sizeof name, "/proc/%d/fd/%d%s", pid, fd, arguments[0]);
                if (access(name, F_OK) == 0)
                    tell("fd-root", 0);
                continue;
            }
            if (strncmp(target, "socket:", 7) != 0 && strncmp(target, "/dev/pts", 8) != 0 && strncmp(target, "/proc/", 6) != 0)
                printf("fd %s\n", target);
        }
    }
    printf("looks %ld\n", looks);
    return 0;
}

int main(int count, char **arguments)
{
    static const struct {
        const char *name;
        int (*run)(int, char **);
    } ways[] = {
        {"calls", calls},       {"descriptors", descriptors}, {"leave-chroot", leave_chroot},
        {"overwrite", overwrite}, {"type", type},             {"swap", swap},
        {"become-root-again", become_root_again},             {"with-key", with_key},
        {"find-key", find_key}, {"outlive", outlive},         {"seals", seals},
        {"watch", watch},
    };
    for (size_t i = 0; count > 1 && i < sizeof ways / sizeof *ways; i++)
        if (strcmp(arguments[1], ways[i].name) == 0)
            return ways[i].run(count - 2, arguments + 2);
    return 2;
}
