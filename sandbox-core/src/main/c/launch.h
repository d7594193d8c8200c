/* One launch of the plan: the container's first process, its root and its streams. */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <sys/types.h>

#include "plan.h"

struct launched {
    pid_t child;
    int pidfd;
    int socket; /* to the init, which reports its errors there */
};

/* Once, before the first launch: a mount namespace of the monitor's own. */
void launch_prepare(void);

/*
 * Clones the child and wakes it when all is ready. The container's streams are on 0, 1 and 2.
 * again: the root is mounted from the launch before.
 */
void launch(const struct plan *plan, int again, int lock, struct launched *launched);

/* The one that was cloned has made another, as this process's child, and ends. */
void launch_follow(struct launched *launched, const char *pid, int pidfd);

/* This process's 0, 1 and 2 become /dev/null: others have them now, or nobody. */
void let_go_of_streams(void);

#endif
