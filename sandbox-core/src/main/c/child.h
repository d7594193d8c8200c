/* The container's first process. */
#ifndef CHILD_H
#define CHILD_H

#include "plan.h"

/* Descriptors that the monitor opened for the child before it was cloned. */
struct child_start {
    int socket;              /* to the monitor */
    int monitor_socket;      /* the other end, closed at once: else the monitor's end would not be heard */
    int *cgroup_files;       /* ended by -1 */
    int state_lock;          /* closed at once: the monitor alone holds it */
};

/* Makes the sandbox around itself and becomes the program; does not return. */
void child_run(const struct plan *plan, const struct child_start *start) __attribute__((noreturn));

#endif
