/* System calls that glibc 2.36 has no function for, or that need a constant it lacks. */
#ifndef KERNEL_H
#define KERNEL_H

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
/* Not sys/mount.h beside it: glibc 2.36's defines the same enums again. */
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* Every name below a container's root is looked up so: no link, however made, leads out of it. */
#define INSIDE (RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)

static inline int openat2_at(int folder, const char *path, int flags, int resolve)
{
    struct open_how how = {.flags = (unsigned)flags | O_CLOEXEC, .resolve = (unsigned)resolve};
    int fd, tries = 0;
    /* EAGAIN: somewhere on the machine a name was changed while ".." was resolved (openat2(2)). Not for ever. */
    do
        fd = (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
    while (fd < 0 && errno == EAGAIN && ++tries < 1000);
    return fd;
}

static inline pid_t clone3_process(struct clone_args *args)
{
    return (pid_t)syscall(SYS_clone3, args, sizeof *args);
}

static inline int pivot_root_here(void)
{
    return (int)syscall(SYS_pivot_root, ".", ".");
}

static inline int open_process(pid_t process)
{
    return (int)syscall(SYS_pidfd_open, process, 0);
}

static inline int pidfd_signal(int pidfd, int signal)
{
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

static inline int mount_old(const char *source, const char *target, const char *type, unsigned long flags,
                            const char *data)
{
    return (int)syscall(SYS_mount, source, target, type, flags, data);
}

static inline int detach_mount(const char *target)
{
    return (int)syscall(SYS_umount2, target, 2 /* MNT_DETACH */);
}

static inline int open_tree_at(int folder, const char *path, unsigned flags)
{
    return (int)syscall(SYS_open_tree, folder, path, flags | OPEN_TREE_CLOEXEC);
}

static inline int attach_mount(int mount, int target)
{
    return (int)syscall(SYS_move_mount, mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

static inline int set_mount_attributes(int mount, unsigned flags, struct mount_attr *attributes)
{
    return (int)syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH | flags, attributes, sizeof *attributes);
}

static inline int new_filesystem(const char *type)
{
    return (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
}

static inline int configure_filesystem(int fs, unsigned command, const char *key, const char *value)
{
    return (int)syscall(SYS_fsconfig, fs, command, key, value, 0);
}

static inline int mount_filesystem(int fs, unsigned attributes)
{
    return (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, attributes);
}

static inline int close_on_exec_from(unsigned first)
{
    return (int)syscall(SYS_close_range, first, ~0U, CLOSE_RANGE_CLOEXEC);
}

static inline int close_from(unsigned first)
{
    return (int)syscall(SYS_close_range, first, ~0U, 0U);
}

#endif
