#include "launch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "channel.h"
#include "child.h"
#include "join.h"
#include "kernel.h"
#include "monitor.h"
#include "mounts.h"
#include "report.h"
#include "state.h"

static int *open_cgroup_files(const struct plan *plan)
{
    char **paths = plan_texts(plan, KEY_CGROUP_JOIN);
    size_t count = 0;
    while (paths[count])
        count++;
    int *files = calloc(count + 1, sizeof *files);
    if (!files)
        fail("open cgroups", "", ENOMEM);
    for (size_t i = 0; i < count; i++) {
        files[i] = open(paths[i], O_WRONLY | O_CLOEXEC);
        if (files[i] < 0)
            fail("open cgroup", paths[i], errno);
    }
    files[count] = -1;
    free(paths);
    return files;
}

static uint64_t planned_namespaces(const struct plan *plan)
{
    return (uint64_t)plan_number(plan_find(plan, KEY_NAMESPACES), 0);
}

static void clone_child(const struct plan *plan, uint64_t flags, struct launched *launched, const struct child_start *start)
{
    const struct plan_record *cgroup = plan_find(plan, KEY_CGROUP_FOLDER);
    struct clone_args args = {
        .flags = flags | CLONE_PIDFD,
        .pidfd = (uint64_t)(uintptr_t)&launched->pidfd,
        .exit_signal = flags & CLONE_PARENT ? 0 : SIGCHLD, /* that of the calling process, then */
    };
    if (cgroup) {
        int folder = open(plan_text(cgroup, 0), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0)
            fail("open cgroup", plan_text(cgroup, 0), errno);
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = (uint64_t)folder;
    }
    launched->child = clone3_process(&args);
    if (launched->child < 0)
        fail("clone3", "the container's first process", errno);
    if (launched->child == 0)
        child_run(plan, start);
    if (cgroup)
        close((int)args.cgroup);
}

static int network_is(const struct plan *plan, int which)
{
    const struct plan_record *network = plan_find(plan, KEY_NETWORK);
    return network && plan_number(network, 0) == which;
}

static const struct { int flag; const char *path; } shared[] = {
    {CLONE_NEWPID, "/proc/self/ns/pid"}, {CLONE_NEWIPC, "/proc/self/ns/ipc"}, {CLONE_NEWUTS, "/proc/self/ns/uts"}};

#define SHARED (sizeof shared / sizeof *shared)

/* The child is made in namespaces of other containers; this process comes back to its own at once. */
static void clone_in_shared(const struct plan *plan, struct launched *launched, const struct child_start *start)
{
    const struct plan_record *join;
    size_t position = 0;
    int own[SHARED];
    for (size_t i = 0; i < SHARED; i++)
        if ((own[i] = open(shared[i].path, O_RDONLY | O_CLOEXEC)) < 0)
            fail("open namespace", shared[i].path, errno);
    while ((join = plan_next(plan, KEY_JOIN, &position))) {
        char number[24];
        pid_t pid = (pid_t)plan_number(join, 0);
        int pidfd = open_process_begun(pid, (unsigned long long)plan_number(join, 1));
        if (pidfd < 0 || setns(pidfd, (int)plan_number(join, 2)) < 0)
            fail("join a container's namespaces", decimal(number, pid), errno);
        close(pidfd);
    }
    clone_child(plan, planned_namespaces(plan), launched, start);
    for (size_t i = 0; i < SHARED; i++) {
        if (setns(own[i], shared[i].flag) < 0)
            fail("leave namespace", shared[i].path, errno);
        close(own[i]);
    }
}

static void clone_somewhere(const struct plan *plan, struct launched *launched, const struct child_start *start)
{
    if (plan_find(plan, KEY_JOIN))
        clone_in_shared(plan, launched, start);
    else
        clone_child(plan, planned_namespaces(plan), launched, start);
}

/*
 * The child is made in the network that the engine has prepared. The monitor goes back to the host's at once: whatever
 * it runs for the host must run there.
 */
static void clone_in_network(const struct plan *plan, struct launched *launched, const struct child_start *start)
{
    if (!network_is(plan, 1)) {
        clone_somewhere(plan, launched, start);
        return;
    }
    int host = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (host < 0 || setns(GIVEN_NETWORK, CLONE_NEWNET) < 0)
        fail("enter network namespace", "", errno);
    clone_somewhere(plan, launched, start);
    if (setns(host, CLONE_NEWNET) < 0)
        fail("leave network namespace", "", errno);
    close(host);
}

/*
 * The namespaces of a child that has a network of its own, held for the launches after it: what the engine has made there
 * stays, and needs no engine again.
 */
static struct { int user, network; } kept = {-1, -1};

static int open_namespace(pid_t child, const char *kind)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/%s", child, kind);
    int namespace = open(path, O_RDONLY | O_CLOEXEC);
    if (namespace < 0)
        fail("open namespace", path, errno);
    return namespace;
}

/*
 * Whoever joins a user namespace can't come back, so a process between joins it, makes the child there as this one's, and
 * ends. The process namespace must be the user namespace's too, or the child could mount no proc.
 */
static void clone_in_kept(const struct plan *plan, struct launched *launched, const struct child_start *start)
{
    struct clone_args args = {.flags = CLONE_PIDFD, .pidfd = (uint64_t)(uintptr_t)&launched->pidfd, .exit_signal = SIGCHLD};
    launched->child = clone3_process(&args);
    if (launched->child < 0)
        fail("clone3", "the process between", errno);
    if (launched->child > 0)
        return;
    report_to(CHANNEL_SOCKET, start->socket);
    if (setns(kept.user, CLONE_NEWUSER) < 0 || setns(kept.network, CLONE_NEWNET) < 0)
        fail("join the namespaces of the launch before", "", errno);
    clone_child(plan, (planned_namespaces(plan) & ~(uint64_t)(CLONE_NEWUSER | CLONE_NEWNET)) | CLONE_PARENT, launched, start);
    hand_over(start->socket, launched->child, launched->pidfd);
}

void launch_follow(struct launched *launched, const char *pid, int pidfd)
{
    siginfo_t info;
    while (waitid(P_PIDFD, (id_t)launched->pidfd, &info, WEXITED) < 0)
        if (errno != EINTR)
            fail("wait for a process", "", errno);
    close(launched->pidfd);
    launched->pidfd = pidfd;
    launched->child = (pid_t)atoi(pid);
}

static void follow_to_kept(struct launched *launched)
{
    char frame[sizeof "process" + 24];
    int pidfd;
    size_t descriptors;
    ssize_t got = recv(launched->socket, frame, sizeof "process", MSG_PEEK);
    if (got != sizeof "process" || strcmp(frame, "process") != 0)
        return; /* its error, or its end, is heard in its turn */
    if (channel_receive(launched->socket, frame, sizeof frame, &pidfd, 1, &descriptors) < 0 || descriptors != 1)
        fail("hear of the process", "", errno);
    launch_follow(launched, frame + sizeof "process", pidfd);
}

/* The child's own network namespace belongs to its user namespace, so that it can't be made before the child. */
static void await_network(const struct plan *plan, pid_t child)
{
    struct control_message message = {0};
    char number[24];
    ssize_t got;
    if (!network_is(plan, 2))
        return;
    report("network", decimal(number, child), NULL);
    do {
        got = read(GIVEN_CONTROL, &message, sizeof message);
    } while ((got < 0 && errno == EINTR) || (got == sizeof message && message.kind != CONTROL_NETWORK_READY));
    if (got != sizeof message)
        fail("await the network", "its engine has gone", EPIPE);
    kept.user = open_namespace(child, "user");
    kept.network = open_namespace(child, "net");
}

static void write_id_map(pid_t child, const char *file, const char *text)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", child, file);
    int map = open(path, O_WRONLY | O_CLOEXEC);
    if (map < 0 || write(map, text, strlen(text)) < 0)
        fail("write id map", path, errno);
    close(map);
}

/* Answers the child's user namespace, or -1 when it has none of its own. */
static int map_ids(const struct plan *plan, pid_t child)
{
    const struct plan_record *ids = plan_find(plan, KEY_USER_IDS);
    if (!ids)
        return -1;
    write_id_map(child, "uid_map", plan_text(ids, 0));
    write_id_map(child, "gid_map", plan_text(ids, 1));
    return open_namespace(child, "user");
}

/* The host's mounts stay visible and its unmounts arrive here (slave), so no disk is kept busy by this process. */
void launch_prepare(void)
{
    if (unshare(CLONE_NEWNS) < 0)
        fail("unshare", "mount namespace", errno);
    if (mount_old("", "/", NULL, 0x4000 /* MS_REC */ | 0x80000 /* MS_SLAVE */, NULL) < 0)
        fail("make mounts slaves", "/", errno);
}

/* The program may open /dev/stdout again only if the pipe is its user's. What is no pipe stays the caller's. */
static void give_streams(const struct plan *plan)
{
    uid_t owner = (uid_t)plan_number(plan_find(plan, KEY_STREAM_OWNER), 0);
    struct stat status;
    for (int fd = 0; fd <= 2; fd++) {
        if (fstat(fd, &status) < 0)
            fail("stat a standard stream", "", errno);
        if (S_ISFIFO(status.st_mode) && status.st_uid != owner && fchown(fd, owner, (gid_t)-1) < 0)
            fail("give a standard stream to the user", "", errno);
    }
}

/* The container's streams are its own now; while this process held them too, nobody would see their end. */
void let_go_of_streams(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0)
        fail("open", "/dev/null", errno);
    for (int fd = 0; fd <= 2; fd++)
        if (dup2(null, fd) < 0)
            fail("let go of a stream", "", errno);
    close(null);
}

static void wake_child(const struct plan *plan, int user_namespace, int socket)
{
    int trees[CHANNEL_DESCRIPTORS];
    size_t count = copy_host_trees(plan, user_namespace, trees, CHANNEL_DESCRIPTORS);
    /* EPIPE: the init has failed before, and its own report, which comes next, says why. */
    if (channel_send(socket, "g", 1, trees, count) < 0 && errno != EPIPE)
        fail("wake the init", "", errno);
    while (count > 0)
        close(trees[--count]);
}

void launch(const struct plan *plan, int again, int lock, struct launched *launched)
{
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0)
        fail("socketpair", "", errno);
    int *cgroup_files = open_cgroup_files(plan);
    struct child_start start = {sockets[1], sockets[0], cgroup_files, lock};
    if (kept.user >= 0)
        clone_in_kept(plan, launched, &start);
    else
        clone_in_network(plan, launched, &start);
    close(sockets[1]);
    for (int *file = cgroup_files; *file >= 0; file++)
        close(*file);
    free(cgroup_files);
    launched->socket = sockets[0];
    int inside = plan_find(plan, KEY_TARGET) != NULL;
    int user_namespace = kept.user;
    if (kept.user >= 0)
        follow_to_kept(launched);
    else if (!inside)
        user_namespace = map_ids(plan, launched->child);
    if (!inside && !again)
        mount_root(plan, user_namespace);
    if (!again)
        await_network(plan, launched->child);
    give_streams(plan);
    if (!inside)
        wake_child(plan, user_namespace, launched->socket);
    if (user_namespace >= 0 && user_namespace != kept.user)
        close(user_namespace);
    if (!plan_find(plan, KEY_CONSOLE) || plan_find(plan, KEY_DETACHED))
        let_go_of_streams();
}
