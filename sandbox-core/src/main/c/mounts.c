#include "mounts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "kernel.h"
#include "report.h"
#include "state.h"

/* One page is what mount(2) passes on to a filesystem. */
#define OVERLAY_OPTIONS 4096

static int open_folder(const char *path)
{
    int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        fail("open folder", path, errno);
    return fd;
}

/*
 * Shifts the owners of a tree that is attached nowhere into the user namespace (mount_setattr(2), "ID-mapped mounts").
 * A filesystem that can't is EINVAL, a tree that is shifted already EPERM.
 */
static void shift_tree(int tree, unsigned flags, int user_namespace, const char *step, const char *path)
{
    struct mount_attr shifted = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (uint64_t)user_namespace};
    if (set_mount_attributes(tree, flags, &shifted) < 0)
        fail(step, path, errno);
}

/* Covers a folder with itself, shifted. Only this mount namespace sees it. Overlayfs takes such layers since Linux 5.19. */
static void shift_owners(const char *path, int user_namespace)
{
    int folder = open_folder(path);
    int tree = open_tree_at(folder, "", OPEN_TREE_CLONE | AT_EMPTY_PATH);
    if (tree < 0)
        fail("open_tree", path, errno);
    shift_tree(tree, 0, user_namespace, "map the ids of a layer", path);
    if (attach_mount(tree, folder) < 0)
        fail("attach mapped layer", path, errno);
    close(tree);
    close(folder);
}

static size_t append(char *options, size_t length, const char *text)
{
    size_t size = strlen(text);
    if (length + size >= OVERLAY_OPTIONS)
        fail("overlay", "too many layers for one mount", E2BIG);
    memcpy(options + length, text, size + 1);
    return length + size;
}

static size_t append_folder(char *options, size_t length, const char *word, const char *path)
{
    char number[24];
    length = append(options, length, word);
    return append(options, length, decimal(number, open_folder(path)));
}

static void shift_container_folder(const struct plan_record *upper, int user_namespace)
{
    /* Upper and work must be on one mount, so the folder that holds both is shifted, not each. */
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", plan_text(upper, 0));
    char *slash = strrchr(folder, '/');
    if (!slash)
        fail("overlay", folder, EINVAL);
    *slash = '\0';
    shift_owners(folder, user_namespace);
}

/*
 * Overlayfs does its own work with the ids of whoever mounted it, and on a shifted upper folder the host's root does
 * not exist. So the mounter is, for files, the container's root: its id, and all of its own capabilities, which a
 * change of that id drops (capabilities(7)).
 */
static void be_for_files(uid_t id)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    setfsgid(id);
    setfsuid(id);
    if (syscall(SYS_capget, &header, data) < 0)
        fail("read capabilities", "", errno);
    for (int i = 0; i < 2; i++)
        data[i].effective = data[i].permitted;
    if (syscall(SYS_capset, &header, data) < 0)
        fail("keep capabilities", "", errno);
}

/*
 * The layers are named by descriptor, relative to /proc/self/fd: short names, so that hundreds fit into mount's page,
 * and no path is looked up twice.
 */
static void mount_overlay(const char *target, const char *options)
{
    if (chdir("/proc/self/fd") < 0)
        fail("chdir", "/proc/self/fd", errno);
    if (mount_old("overlay", target, "overlay", 0, options) < 0)
        fail("mount overlay", target, errno);
    if (chdir("/") < 0)
        fail("chdir", "/", errno);
}

void mount_root(const struct plan *plan, int user_namespace)
{
    const struct plan_record *upper = plan_find(plan, KEY_UPPER);
    const struct plan_record *root = plan_find(plan, KEY_ROOT);
    const struct plan_record *layer;
    char options[OVERLAY_OPTIONS];
    size_t position = 0, length = 0, layers = 0;
    if (!upper || !root)
        fail("plan", "no root", EINVAL);
    if (user_namespace >= 0)
        shift_container_folder(upper, user_namespace);
    while ((layer = plan_next(plan, KEY_LAYER, &position))) {
        if (user_namespace >= 0)
            shift_owners(plan_text(layer, 0), user_namespace);
        length = append_folder(options, length, layers++ ? ":" : "lowerdir=", plan_text(layer, 0));
    }
    length = append_folder(options, length, ",upperdir=", plan_text(upper, 0));
    length = append_folder(options, length, ",workdir=", plan_text(upper, 1));
    append(options, length, plan_text(upper, 2));
    if (user_namespace >= 0)
        be_for_files((uid_t)plan_number(plan_find(plan, KEY_USER_IDS), 2));
    mount_overlay(plan_text(root, 0), options);
    be_for_files(0);
}

void unshare_mounts(void)
{
    if (unshare(CLONE_NEWNS) < 0)
        fail("unshare", "mount namespace", errno);
    if (mount_old("", "/", NULL, 0x4000 /* MS_REC */ | 0x40000 /* MS_PRIVATE */, NULL) < 0)
        fail("make mounts private", "/", errno);
}

/* Opens the folder that will hold the path's last part, making folders on the way; answers it and the last part. */
static int open_parent(int root, const char *path, const char **last)
{
    char *parts = strdup(path), *rest = NULL;
    if (!parts)
        fail("resolve", path, ENOMEM);
    int folder = dup(root);
    char *part = strtok_r(parts, "/", &rest);
    *last = ".";
    while (part) {
        char *next = strtok_r(NULL, "/", &rest);
        *last = path + (part - parts);
        if (!next)
            break;
        /* Always from the root, so that ".." and absolute links are resolved in it and never above it. */
        char *prefix = strndup(path, (size_t)(part - parts) + strlen(part));
        int below = openat2_at(root, prefix, O_PATH | O_DIRECTORY, INSIDE);
        if (below < 0 && errno == ENOENT && mkdirat(folder, part, 0755) == 0)
            below = openat2_at(root, prefix, O_PATH | O_DIRECTORY, INSIDE);
        if (below < 0)
            fail("resolve inside the root", path, errno);
        free(prefix);
        close(folder);
        folder = below;
        part = next;
    }
    free(parts);
    return folder;
}

/* Answers 0, also when it is there already, or an errno. */
static int make_inside(int root, const char *path, int want_folder)
{
    const char *name;
    int parent = open_parent(root, path, &name);
    char *last = strndup(name, strcspn(name, "/"));
    int made = want_folder ? mkdirat(parent, last, 0755) : mknodat(parent, last, S_IFREG | 0644, 0);
    int error = made < 0 && errno != EEXIST ? errno : 0;
    free(last);
    close(parent);
    return error;
}

int make_folder_inside(int root, const char *path)
{
    return make_inside(root, path, 1);
}

/* Opens a mount target inside the root, making it (a folder, or an empty file) when it is missing. */
static int open_target(int root, const char *path, int want_folder, int no_links)
{
    int resolve = INSIDE | (no_links ? RESOLVE_NO_SYMLINKS : 0);
    int flags = O_PATH | (want_folder ? O_DIRECTORY : 0);
    int target = openat2_at(root, path, flags, resolve);
    if (target < 0 && errno == ENOENT) {
        int error = make_inside(root, path, want_folder);
        if (error)
            fail("make mount target", path, error);
        target = openat2_at(root, path, flags, resolve);
    }
    if (target < 0)
        fail("open mount target inside the root", path, errno);
    return target;
}

/*
 * A volume over /proc would show the container, and us, kernel files that are none (CVE-2019-16884); the plan has no
 * such target, but a link of the image may lead there. So what was opened is looked at, not its name.
 */
static void refuse_kernel_files(int root, int target, const char *path)
{
    struct statfs filesystem;
    struct stat at_target, at_root;
    if (fstatfs(target, &filesystem) < 0 || fstat(target, &at_target) < 0 || fstat(root, &at_root) < 0)
        fail("stat mount target", path, errno);
    if (filesystem.f_type == PROC_SUPER_MAGIC || filesystem.f_type == SYSFS_MAGIC)
        fail("mount over /proc or /sys, by a link,", path, EPERM);
    if (at_target.st_dev == at_root.st_dev && at_target.st_ino == at_root.st_ino)
        fail("mount over the root, by a link,", path, EPERM);
}

static void configure(int fs, const char *type, const char *options)
{
    char *copy = strdup(options), *rest = NULL;
    if (!copy)
        fail("mount", type, ENOMEM);
    for (char *option = strtok_r(copy, ",", &rest); option; option = strtok_r(NULL, ",", &rest)) {
        char *value = strchr(option, '=');
        if (value)
            *value++ = '\0';
        if (configure_filesystem(fs, value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG, option, value) < 0)
            fail("mount option", option, errno);
    }
    free(copy);
}

static void attach_filesystem(int root, const struct plan_record *record)
{
    const char *type = plan_text(record, 0), *target_path = plan_text(record, 2);
    int fs = new_filesystem(type);
    if (fs < 0)
        fail("open filesystem", type, errno);
    if (configure_filesystem(fs, FSCONFIG_SET_STRING, "source", plan_text(record, 1)) < 0)
        fail("mount source", target_path, errno);
    configure(fs, type, plan_text(record, 4));
    if (configure_filesystem(fs, FSCONFIG_CMD_CREATE, NULL, NULL) < 0)
        fail("make filesystem", target_path, errno);
    int mount = mount_filesystem(fs, (unsigned)plan_number(record, 3));
    if (mount < 0)
        fail("mount", target_path, errno);
    int no_links = (int)plan_number(record, 5);
    int target = open_target(root, target_path, 1, no_links);
    if (!no_links)
        refuse_kernel_files(root, target, target_path);
    if (attach_mount(mount, target) < 0)
        fail("attach mount", target_path, errno);
    close(target);
    close(mount);
    close(fs);
}

static int copy_tree(const char *source, unsigned flags)
{
    int tree = open_tree_at(AT_FDCWD, source, OPEN_TREE_CLONE | flags);
    if (tree < 0)
        fail("open bind source", source, errno);
    return tree;
}

/* Takes over the place. */
static int opened_tree(int place, const char *source)
{
    int tree = place < 0 ? -1 : open_tree_at(place, "", OPEN_TREE_CLONE | AT_EMPTY_PATH);
    if (tree < 0)
        fail("open bind source", source, errno);
    close(place);
    return tree;
}

/* The overlay is attached in the monitor's own mount namespace: a tree can't be cloned of one that is attached nowhere. */
static void mount_merged(const struct plan *plan, size_t index)
{
    const struct plan_record *record = &plan->records[index];
    char options[OVERLAY_OPTIONS];
    size_t first = index, length = 0;
    while (first > 0 && plan->records[first - 1].key == KEY_MERGED_LAYER)
        first--;
    for (size_t i = first; i < index; i++)
        length = append_folder(options, length, i == first ? "lowerdir=" : ":", plan_text(&plan->records[i], 0));
    length = append_folder(options, length, ",upperdir=", plan_text(record, 4));
    length = append_folder(options, length, ",workdir=", plan_text(record, 5));
    append(options, length, ",index=off,redirect_dir=off,metacopy=off,volatile");
    mount_overlay(plan_text(record, 0), options);
}

/* A path of the overlay, its links followed as in a root of its own: none leads out of it. */
static int merged_tree(const struct plan *plan, size_t index)
{
    const struct plan_record *record = &plan->records[index];
    const char *path = plan_text(record, 6);
    mount_merged(plan, index);
    int root = open_folder(plan_text(record, 0));
    int tree = opened_tree(openat2_at(root, path, O_PATH, INSIDE), path);
    close(root);
    return tree;
}

/* Whoever may change the way to it can make it fail, and lead it nowhere else. */
static int exact_tree(const char *source)
{
    return opened_tree(openat2_at(AT_FDCWD, source, O_PATH, RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS), source);
}

/*
 * Only who is in its mount namespace can copy what another container has mounted. This process goes there and back; the
 * other's programs see nothing of it, since it stays outside their process namespace.
 */
static int other_tree(const struct plan_record *record)
{
    char number[24];
    pid_t pid = (pid_t)plan_number(record, 6);
    int process = open_process_begun(pid, (unsigned long long)plan_number(record, 7));
    int own = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC), here = open_folder("/");
    if (process < 0 || own < 0 || setns(process, CLONE_NEWNS) < 0)
        fail("join a container's mount namespace", decimal(number, pid), errno);
    int root = open_folder("/");
    int tree = opened_tree(openat2_at(root, plan_text(record, 0), O_PATH | O_DIRECTORY, INSIDE | RESOLVE_NO_SYMLINKS),
                           plan_text(record, 0));
    /* Both roots: setns takes the namespace's own, which need not be the one that this process had. */
    if (setns(own, CLONE_NEWNS) < 0 || fchdir(here) < 0 || chroot(".") < 0)
        fail("leave a container's mount namespace", decimal(number, pid), errno);
    close(root);
    close(here);
    close(own);
    close(process);
    return tree;
}

static int host_tree(const struct plan *plan, size_t index)
{
    const struct plan_record *record = &plan->records[index];
    if (record->key == KEY_MERGED)
        return merged_tree(plan, index);
    if (record->count > 6)
        return other_tree(record);
    if (record->count > 4 && plan_number(record, 4))
        return exact_tree(plan_text(record, 0));
    return copy_tree(plan_text(record, 0), plan_number(record, 3) ? AT_RECURSIVE : 0);
}

static int is_host_tree(const struct plan_record *record)
{
    return record->key == KEY_BIND || record->key == KEY_MERGED;
}

static int is_shifted(const struct plan_record *record)
{
    return record->key == KEY_BIND && record->count > 5 && plan_number(record, 5);
}

size_t copy_host_trees(const struct plan *plan, int user_namespace, int *trees, size_t most)
{
    size_t count = 0;
    trees[count++] = copy_tree(plan_text(plan_find(plan, KEY_ROOT), 0), AT_RECURSIVE);
    for (size_t i = 0; i < plan->count; i++) {
        if (!is_host_tree(&plan->records[i]))
            continue;
        if (count == most)
            fail("too many binds", "", E2BIG);
        trees[count] = host_tree(plan, i);
        if (is_shifted(&plan->records[i]))
            shift_tree(trees[count], AT_RECURSIVE, user_namespace, "map the ids of a mount", plan_text(&plan->records[i], 0));
        count++;
    }
    return count;
}

static void attach_bind(int root, int tree, const struct plan_record *record)
{
    const char *target_path = plan_text(record, 1);
    struct mount_attr attributes = {.attr_set = (uint64_t)plan_number(record, 2)};
    struct stat status;
    if (attributes.attr_set &&
        set_mount_attributes(tree, plan_number(record, 3) ? AT_RECURSIVE : 0, &attributes) < 0)
        fail("set mount attributes", target_path, errno);
    if (fstat(tree, &status) < 0)
        fail("stat", plan_text(record, 0), errno);
    int target = open_target(root, target_path, S_ISDIR(status.st_mode), 0);
    refuse_kernel_files(root, target, target_path);
    if (attach_mount(tree, target) < 0)
        fail("attach bind", target_path, errno);
    close(target);
    close(tree);
}

/* A device only if it is the device that it should be: another container may have had its hands on the name. */
static int open_device(const char *path, mode_t type, dev_t expected)
{
    struct stat status;
    int device = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (device < 0)
        fail("open device", path, errno);
    if (fstat(device, &status) < 0)
        fail("stat device", path, errno);
    if ((status.st_mode & S_IFMT) != type || status.st_rdev != expected)
        fail("device is not what its name says", path, ENODEV);
    return device;
}

static void bind_device(int dev, const char *name, mode_t type, dev_t number)
{
    char path[256];
    snprintf(path, sizeof path, "/dev/%s", name);
    int source = open_device(path, type, number);
    int tree = open_tree_at(source, "", OPEN_TREE_CLONE | AT_EMPTY_PATH);
    if (tree < 0)
        fail("bind device", path, errno);
    if (mknodat(dev, name, S_IFREG | 0644, 0) < 0)
        fail("make device target", path, errno);
    int target = openat2_at(dev, name, O_PATH, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    if (target < 0 || attach_mount(tree, target) < 0)
        fail("attach device", path, errno);
    close(target);
    close(tree);
    close(source);
}

/* /dev is a fresh one of ours, in which nobody has made a link yet. */
static void make_folders_of(int dev, const char *name)
{
    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
        char *folder = strndup(name, (size_t)(slash - name));
        if (!folder || (mkdirat(dev, folder, 0755) < 0 && errno != EEXIST))
            fail("make folder in /dev", name, folder ? errno : ENOMEM);
        free(folder);
    }
}

static void make_device(int dev, const struct plan_record *record)
{
    const char *name = plan_text(record, 0);
    mode_t mode = (mode_t)plan_number(record, 1);
    dev_t number = makedev((unsigned)plan_number(record, 2), (unsigned)plan_number(record, 3));
    make_folders_of(dev, name);
    if (plan_number(record, 4)) {
        bind_device(dev, name, mode & S_IFMT, number);
        return;
    }
    if (mknodat(dev, name, mode, number) < 0 ||
        fchownat(dev, name, (uid_t)plan_number(record, 5), (gid_t)plan_number(record, 6), AT_SYMLINK_NOFOLLOW) < 0)
        fail("make device", name, errno);
}

static void populate_dev(const struct plan *plan, int root)
{
    const struct plan_record *record;
    size_t position = 0;
    int dev = openat2_at(root, "dev", O_PATH | O_DIRECTORY, INSIDE | RESOLVE_NO_SYMLINKS);
    if (dev < 0)
        fail("open inside the root", "/dev", errno);
    while ((record = plan_next(plan, KEY_DEVICE, &position)))
        make_device(dev, record);
    position = 0;
    while ((record = plan_next(plan, KEY_LINK, &position)))
        if (symlinkat(plan_text(record, 0), dev, plan_text(record, 1)) < 0)
            fail("make link in /dev", plan_text(record, 1), errno);
    close(dev);
}

/*
 * The root is attached over the host's: the process itself still stands below it and sees the host, until it steps
 * into the new root by descriptor.
 */
static void attach_root(int root)
{
    int place = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (place < 0 || attach_mount(root, place) < 0)
        fail("attach root", "/", errno);
    close(place);
}

int populate_root(const struct plan *plan, const int *trees, size_t count)
{
    int root = trees[0], dev_done = 0;
    size_t next_tree = 1;
    attach_root(root);
    for (size_t i = 0; i < plan->count; i++) {
        const struct plan_record *record = &plan->records[i];
        if (is_host_tree(record)) {
            if (next_tree == count)
                fail("plan", "a bind without its tree", EINVAL);
            attach_bind(root, trees[next_tree++], record);
        }
        if (record->key != KEY_MOUNT)
            continue;
        attach_filesystem(root, record);
        if (!dev_done && strcmp(plan_text(record, 2), "/dev") == 0) {
            populate_dev(plan, root);
            dev_done = 1;
        }
    }
    return root;
}

/*
 * pivot_root(".", ".") puts the old root on top of the new one at the same place, and detaching "." takes it away
 * (pivot_root(2), NOTES): no folder for the old root is needed, and none is left.
 */
void enter_root(int root)
{
    if (fchdir(root) < 0)
        fail("enter root", "/", errno);
    if (pivot_root_here() < 0)
        fail("pivot_root", "/", errno);
    if (detach_mount(".") < 0)
        fail("detach the host's root", "/", errno);
    if (chdir("/") < 0)
        fail("chdir", "/", errno);
    close(root);
}

static void make_read_only(const char *path)
{
    int place = openat2_at(AT_FDCWD, path, O_PATH, RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS);
    if (place < 0) {
        if (errno == ENOENT)
            return; /* this kernel has no such file */
        fail("open read-only path", path, errno);
    }
    int tree = open_tree_at(place, "", OPEN_TREE_CLONE | AT_EMPTY_PATH | AT_RECURSIVE);
    struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY};
    if (tree < 0 || set_mount_attributes(tree, AT_RECURSIVE, &read_only) < 0 || attach_mount(tree, place) < 0)
        fail("make read-only", path, errno);
    close(tree);
    close(place);
}

static int hiding_tree(int is_folder, int null_device)
{
    if (!is_folder)
        return open_tree_at(null_device, "", OPEN_TREE_CLONE | AT_EMPTY_PATH);
    int fs = new_filesystem("tmpfs");
    if (fs < 0 || configure_filesystem(fs, FSCONFIG_SET_STRING, "size", "0") < 0 ||
        configure_filesystem(fs, FSCONFIG_CMD_CREATE, NULL, NULL) < 0)
        return -1;
    int mount = mount_filesystem(fs, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
    close(fs);
    return mount;
}

static void hide(const char *path, int null_device)
{
    struct stat status;
    int place = openat2_at(AT_FDCWD, path, O_PATH, RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS);
    if (place < 0) {
        if (errno == ENOENT)
            return; /* this kernel has no such file */
        fail("open path to hide", path, errno);
    }
    if (fstat(place, &status) < 0)
        fail("stat path to hide", path, errno);
    int tree = hiding_tree(S_ISDIR(status.st_mode), null_device);
    if (tree < 0 || attach_mount(tree, place) < 0)
        fail("hide", path, errno);
    close(tree);
    close(place);
}

void restrict_root(const struct plan *plan)
{
    const struct plan_record *record;
    size_t position = 0;
    int null_device = open_device("/dev/null", S_IFCHR, makedev(1, 3));
    while ((record = plan_next(plan, KEY_READ_ONLY, &position)))
        make_read_only(plan_text(record, 0));
    position = 0;
    while ((record = plan_next(plan, KEY_MASK, &position)))
        hide(plan_text(record, 0), null_device);
    close(null_device);
    if (plan_number(plan_find(plan, KEY_ROOT), 1)) {
        int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
        struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY};
        if (root < 0 || set_mount_attributes(root, 0, &read_only) < 0)
            fail("make the root read-only", "/", errno);
        close(root);
    }
}
