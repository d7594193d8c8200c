#include "child.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "channel.h"
#include "identity.h"
#include "join.h"
#include "kernel.h"
#include "mounts.h"
#include "reaper.h"
#include "report.h"
#include "terminal.h"

/* Version 1: a single-threaded process moves itself by "0" into tasks, which needs no lock of the whole system. */
static void join_cgroups(const int *files)
{
    for (; *files >= 0; files++) {
        if (write(*files, "0", 1) < 0)
            fail("join cgroup", "", errno);
        close(*files);
    }
}

static void die_with_monitor(void)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
        fail("set parent-death signal", "", errno);
}

/* Receives the mounts of the host when the monitor is ready; answers how many. */
static size_t await_monitor(int socket, int *trees, size_t most)
{
    char go;
    size_t count;
    long got;
    while ((got = channel_receive(socket, &go, 1, trees, most, &count)) < 0 && errno == EINTR)
        ;
    if (got != 1)
        _exit(125); /* the monitor has gone, and nobody is left to tell */
    return count;
}

static void reset_signals(void)
{
    sigset_t none;
    for (int signal = 1; signal < NSIG; signal++)
        if (signal != SIGKILL && signal != SIGSTOP)
            sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL); /* glibc's own two say EINVAL */
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) < 0)
        fail("reset signals", "", errno);
}

static void start_session(void)
{
    if (setsid() < 0)
        fail("start a session", "", errno);
}

static void set_umask(const struct plan *plan)
{
    umask((mode_t)plan_number(plan_find(plan, KEY_UMASK), 0));
}

/* Looks the program up as execvp(3) does, but in the PATH that the program will have. */
static void execute(char **arguments, char **environment)
{
    const char *path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    int refused = ENOENT;
    if (strchr(arguments[0], '/')) {
        execve(arguments[0], arguments, environment);
        fail("execute", arguments[0], errno);
    }
    for (char **variable = environment; *variable; variable++)
        if (strncmp(*variable, "PATH=", 5) == 0)
            path = *variable + 5;
    for (const char *part = path; ; part += strcspn(part, ":") + 1) {
        char file[4096];
        size_t length = strcspn(part, ":"), name = strlen(arguments[0]);
        if (length > 0 && length + name + 2 <= sizeof file) {
            memcpy(file, part, length);
            file[length] = '/';
            memcpy(file + length + 1, arguments[0], name + 1);
            execve(file, arguments, environment);
            if (errno != ENOENT && errno != ENOTDIR)
                refused = errno;
        }
        if (part[length] == '\0')
            break;
    }
    fail("execute", arguments[0], refused);
}

static void make_sandbox(const struct plan *plan, int socket)
{
    int trees[CHANNEL_DESCRIPTORS];
    size_t count = await_monitor(socket, trees, CHANNEL_DESCRIPTORS);
    if (plan_find(plan, KEY_USER_IDS))
        become_root_inside();
    start_session();
    unshare_mounts();
    if (unshare(CLONE_NEWCGROUP) < 0)
        fail("unshare", "cgroup namespace", errno);
    reset_signals();
    set_oom_score(plan);
    join_new_session_keyring();
    if (plan_find(plan, KEY_LOOPBACK))
        bring_loopback_up();
    int root = populate_root(plan, trees, count);
    if (plan_find(plan, KEY_CONSOLE))
        open_console(plan, root, socket);
    enter_root(root);
    set_hostname(plan);
    set_kernel_settings(plan);
    restrict_root(plan);
    /* A path of the image's may lead through /proc/self/fd, and behind a folder of the host's there is no root. */
    report_alone(socket);
}

static void join_sandbox(const struct plan *plan, int socket)
{
    socket = join_container(plan, socket);
    die_with_monitor();
    await_monitor(socket, NULL, 0);
    start_session();
    reset_signals();
    join_new_session_keyring();
    if (plan_find(plan, KEY_CONSOLE))
        open_terminal(plan, socket);
}

void child_run(const struct plan *plan, const struct child_start *start)
{
    report_to(CHANNEL_SOCKET, start->socket);
    close(start->state_lock);
    /* A monitor that was killed before the next line sends no signal; then the end of the socket is heard instead. */
    close(start->monitor_socket);
    die_with_monitor();
    join_cgroups(start->cgroup_files);
    if (plan_find(plan, KEY_TARGET))
        join_sandbox(plan, start->socket);
    else
        make_sandbox(plan, start->socket);
    set_umask(plan);
    own_terminal(plan);
    if (close_on_exec_from(3) < 0)
        fail("close descriptors", "", errno);
    become(plan);
    if (plan_find(plan, KEY_INIT))
        fork_and_reap();
    execute(plan_texts(plan, KEY_ARGUMENT), plan_texts(plan, KEY_ENVIRONMENT));
    _exit(125);
}
