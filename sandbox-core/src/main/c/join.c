#include "join.h"

#include <errno.h>
#include <unistd.h>

#include "channel.h"
#include "identity.h"
#include "kernel.h"
#include "report.h"
#include "state.h"

/*
 * The container's programs see the new process from its first moment on, and one that may trace others can look into
 * it, whatever its dumpable flag says. So it is made when this process, which they don't see, has the container's
 * root for its own and no descriptor of the host any more (CVE-2016-9962).
 */
static pid_t clone_inside(int *process)
{
    struct clone_args args = {
        .flags = CLONE_PIDFD | CLONE_PARENT, /* the monitor's child: with the signal that this process would send it */
        .pidfd = (uint64_t)(uintptr_t)process,
    };
    pid_t child = clone3_process(&args);
    if (child < 0)
        fail("clone3", "a process of the container", errno);
    return child;
}

void hand_over(int socket, pid_t child, int pidfd)
{
    char frame[sizeof "process" + 24] = "process";
    decimal(frame + sizeof "process", child);
    if (channel_send(socket, frame, sizeof frame, &pidfd, 1) < 0)
        _exit(125);
    _exit(0);
}

int join_container(const struct plan *plan, int socket)
{
    const struct plan_record *record = plan_find(plan, KEY_TARGET);
    int namespaces = (int)plan_number(record, 2);
    char number[24];
    pid_t first = (pid_t)plan_number(record, 0);
    int target = open_process_begun(first, (unsigned long long)plan_number(record, 1));
    if (target < 0)
        fail("open the container's process", decimal(number, first), errno);
    set_oom_score(plan);
    if (setns(target, namespaces) < 0)
        fail("join namespaces", "", errno);
    socket = report_alone(socket);
    if (namespaces & CLONE_NEWUSER)
        become_root_inside();
    int process;
    pid_t child = clone_inside(&process);
    if (child > 0)
        hand_over(socket, child, process);
    return socket; /* the descriptor came to be after the copy of this process's, which has none of it */
}
