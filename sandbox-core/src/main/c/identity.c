#include "identity.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <linux/magic.h>
#include <unistd.h>

#include "kernel.h"
#include "mounts.h"
#include "report.h"

void join_new_session_keyring(void)
{
    if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 && errno != ENOSYS)
        fail("join a new session keyring", "", errno);
}

void become_root_inside(void)
{
    if (setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
        fail("become root of the user namespace", "", errno);
}

void bring_loopback_up(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    int socket_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_fd < 0)
        fail("open a socket", "lo", errno);
    if (ioctl(socket_fd, SIOCSIFFLAGS, &request) < 0)
        fail("bring up", "lo", errno);
    close(socket_fd);
}

void set_hostname(const struct plan *plan)
{
    const struct plan_record *record = plan_find(plan, KEY_HOSTNAME);
    if (record && sethostname(plan_text(record, 0), strlen(plan_text(record, 0))) < 0)
        fail("set hostname", plan_text(record, 0), errno);
}

static void set_resource_limits(const struct plan *plan)
{
    const struct plan_record *record;
    size_t position = 0;
    char number[24];
    while ((record = plan_next(plan, KEY_RESOURCE, &position))) {
        struct rlimit limit = {.rlim_cur = (rlim_t)plan_number(record, 1), .rlim_max = (rlim_t)plan_number(record, 2)};
        if (setrlimit((__rlimit_resource_t)plan_number(record, 0), &limit) < 0)
            fail("set resource limit", decimal(number, plan_number(record, 0)), errno);
    }
}

/* Writes to a file of /proc, and to nothing that only looks like one (CVE-2019-19921). */
static void write_proc(const char *path, const char *text)
{
    struct statfs filesystem;
    int file = openat2_at(AT_FDCWD, path, O_WRONLY, RESOLVE_NO_MAGICLINKS);
    if (file < 0)
        fail("open", path, errno);
    if (fstatfs(file, &filesystem) < 0 || filesystem.f_type != PROC_SUPER_MAGIC)
        fail("not a file of /proc", path, EINVAL);
    if (write(file, text, strlen(text)) < 0)
        fail("write", path, errno);
    close(file);
}

void set_oom_score(const struct plan *plan)
{
    const struct plan_record *record = plan_find(plan, KEY_OOM_SCORE);
    char number[24];
    if (record)
        write_proc("/proc/self/oom_score_adj", decimal(number, plan_number(record, 0)));
}

void set_kernel_settings(const struct plan *plan)
{
    const struct plan_record *record;
    size_t position = 0;
    while ((record = plan_next(plan, KEY_SETTING, &position)))
        write_proc(plan_text(record, 0), plan_text(record, 1));
}

void own_terminal(const struct plan *plan)
{
    const struct plan_record *user = plan_find(plan, KEY_USER);
    if (plan_find(plan, KEY_CONSOLE) && fchown(0, (uid_t)plan_number(user, 0), (gid_t)-1) < 0)
        fail("give the terminal to the user", "", errno);
}

static void drop_bounding_set(uint64_t keep)
{
    char number[24];
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
        if (!(keep & (1ULL << capability)) && prctl(PR_CAPBSET_DROP, capability) < 0)
            fail("drop from the bounding set", decimal(number, capability), errno);
}

static void set_groups(const struct plan *plan)
{
    gid_t groups[256];
    size_t count = 0, position = 0;
    const struct plan_record *record;
    while ((record = plan_next(plan, KEY_GROUP, &position))) {
        if (count == 256)
            fail("too many groups", "", EINVAL);
        groups[count++] = (gid_t)plan_number(record, 0);
    }
    if (setgroups(count, groups) < 0)
        fail("set groups", "", errno);
}

static void set_user(const struct plan *plan)
{
    const struct plan_record *user = plan_find(plan, KEY_USER);
    uid_t uid = (uid_t)plan_number(user, 0);
    gid_t gid = (gid_t)plan_number(user, 1);
    char number[24];
    if (prctl(PR_SET_KEEPCAPS, 1) < 0)
        fail("keep capabilities", "", errno);
    if (setresgid(gid, gid, gid) < 0)
        fail("set group", decimal(number, gid), errno);
    if (setresuid(uid, uid, uid) < 0)
        fail("set user", decimal(number, uid), errno);
}

static void set_capabilities(uint64_t mask)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {
        {.effective = (uint32_t)mask, .permitted = (uint32_t)mask},
        {.effective = (uint32_t)(mask >> 32), .permitted = (uint32_t)(mask >> 32)},
    };
    if (syscall(SYS_capset, &header, data) < 0)
        fail("set capabilities", "", errno);
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
        fail("clear ambient capabilities", "", errno);
}

/* Answers 0, or the errno when this user may not enter it. */
static int enter_working_folder(const char *path)
{
    char inside[4096];
    int folder = openat2_at(AT_FDCWD, path, O_PATH | O_DIRECTORY, RESOLVE_NO_MAGICLINKS);
    if (folder < 0 || fchdir(folder) < 0)
        return errno;
    close(folder);
    /* A folder outside of the root, through a leaked descriptor, has no path in it (CVE-2024-21626). */
    errno = 0;
    if (!getcwd(inside, sizeof inside) || inside[0] != '/')
        fail("working folder is outside the root", path, errno ? errno : EXDEV);
    return 0;
}

static void make_working_folder(const char *path)
{
    int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int error = root < 0 ? errno : make_folder_inside(root, path);
    if (error)
        fail("make working folder", path, error);
    close(root);
}

static void set_seccomp(const struct plan_record *record)
{
    struct sock_fprog program = {
        .len = (unsigned short)(record->values[0].length / sizeof(struct sock_filter)),
        .filter = (struct sock_filter *)record->values[0].bytes,
    };
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
        fail("set the system call filter", "", errno);
}

void become(const struct plan *plan)
{
    const struct plan_record *capabilities = plan_find(plan, KEY_CAPABILITIES);
    const struct plan_record *seccomp = plan_find(plan, KEY_SECCOMP);
    int no_new_privileges = plan_find(plan, KEY_NO_NEW_PRIVILEGES) != NULL;
    const char *folder = plan_text(plan_find(plan, KEY_FOLDER), 0);
    int refused = enter_working_folder(folder);
    if (refused == ENOENT && plan_number(plan_find(plan, KEY_FOLDER), 1)) {
        make_working_folder(folder);
        refused = enter_working_folder(folder);
    }
    if (no_new_privileges && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        fail("set no_new_privs", "", errno);
    /* Without no_new_privs the filter needs CAP_SYS_ADMIN, which the next steps give up. */
    if (seccomp && !no_new_privileges)
        set_seccomp(seccomp);
    /* After the last file was opened: the program may be allowed none. Before the user: only root may raise them. */
    set_resource_limits(plan);
    drop_bounding_set((uint64_t)plan_number(capabilities, 0));
    set_groups(plan);
    set_user(plan);
    /* A folder that only the user may enter (a private network mount, say) waited for the user. */
    if (refused && (refused = enter_working_folder(folder)))
        fail("enter working folder", folder, refused);
    set_capabilities((uint64_t)plan_number(capabilities, 1));
    /* A change of ids cleared it (prctl(2)). */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
        fail("set parent-death signal", "", errno);
    if (seccomp && no_new_privileges)
        set_seccomp(seccomp);
}
